/** What anyone needs of a page, checked in the page itself: names, labels, contrast. */
(() => {
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true });
  };
  const rgb = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const layer = rgb(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const luminance = (color) => {
    const [r, g, b] = color.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (element) => {
    const below = ground(element);
    const [a, b] = [over(rgb(getComputedStyle(element).color), below), below].map(luminance);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const ownText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim());
  const name = (element) =>
    element.getAttribute("aria-label") ||
    (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join("") ||
    [...(element.labels ?? [])].map((label) => label.textContent).join("") ||
    (element.matches("button, a, summary") ? element.textContent.trim() : "");
  const said = (element) => `${element.tagName}.${element.className} ${element.textContent.slice(0, 30)}`;

  const nameless = [...document.querySelectorAll("button, a, input, textarea, summary, dialog[open], section:not([hidden]) > fieldset, nav, progress, [role=region]")]
    .filter((element) => seen(element) && !element.matches("fieldset") && !name(element).trim());
  const faint = [...document.querySelectorAll("body *")]
    .filter((element) => seen(element) && ownText(element) && parseFloat(getComputedStyle(element).fontSize) > 0)
    .filter((element) => ratio(element) < 4.5);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
  const dangling = [...document.querySelectorAll("[aria-controls], [aria-describedby], [aria-labelledby]")]
    .flatMap((e) => ["aria-controls", "aria-describedby", "aria-labelledby"].flatMap((a) => (e.getAttribute(a) ?? "").split(" ")))
    .filter((id) => id && !document.getElementById(id));
  const small = [...document.querySelectorAll("button, summary, input, textarea")]
    .filter((e) => seen(e) && !e.matches(".hidden, .link, .suggestion") && e.getBoundingClientRect().height < 16);
  const pale = [...document.querySelectorAll("input::placeholder")];
  return {
    nameless: nameless.map(said),
    faint: faint.map((e) => `${said(e)} ${ratio(e).toFixed(2)}`),
    twice,
    dangling: dangling.filter((id) => !/-title$/.test(id)),
    small: small.map(said),
    pale,
    landmarks: ["header", "main", "nav"].filter((tag) => document.querySelectorAll(tag).length < 1),
    lang: document.documentElement.lang,
  };
})();
