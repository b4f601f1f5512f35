/** A marker, and the quotation that it shows. */

import { day } from "./dates.js";
import { button, byId, el, fill, langOf } from "./dom.js";
import { reader, words } from "./language.js";

/** @typedef {import("./types.js").Citation} Citation */

const LINGER = 220; // ms, so that the pointer can reach the box
const GAP = 8; // px
let timer = 0;
/** @type {HTMLElement | null} */
let shownFor = null;
let muted = false;

/** Source and date in words. @param {{source: string, published_at: string | null, locator?: string | null}} citation */
export function origin({ source, published_at, locator }) {
  const { language, zone } = reader();
  const date = published_at ? day(published_at, language, zone) : words().undatedSource;
  return [source, date, locator].filter(Boolean).join(" · ");
}

/**
 * A quotation as a row of a list: the title opens the article there.
 * @param {Citation} citation @param {(citation: Citation) => void} open
 */
export function quotation(citation, open) {
  return el(
    "li",
    { value: citation.number },
    button(citation.title || words().untitled, () => open(citation), {
      class: "link title",
      lang: langOf(citation.title),
    }),
    el("p", { class: "quiet small" }, origin(citation)),
    el("blockquote", { class: "small", lang: langOf(citation.quote) }, citation.quote),
  );
}

/**
 * A marker: shows its quotation on hover, focus and tap, opens the article on a click.
 * @param {Citation} citation @param {(citation: Citation) => void} open
 */
export function marker(citation, open) {
  const bracket = (/** @type {string} */ text) => el("span", { class: "bracket" }, text);
  const made = el(
    "button",
    { type: "button", class: "marker", "aria-label": words().citation(citation.number, origin(citation)) },
    bracket("["),
    String(citation.number),
    bracket("]"),
  );
  const show = () => showQuotation(made, citation, open);
  made.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && show());
  made.addEventListener("pointerleave", hideSoon);
  made.addEventListener("focus", () => muted || show());
  made.addEventListener("blur", hideSoon);
  made.addEventListener("click", (event) => {
    const tap = /** @type {PointerEvent} */ (event).pointerType === "touch";
    if (tap) show();
    else go(citation, open);
  });
  return made;
}

/** @param {Citation} citation @param {(citation: Citation) => void} open */
function go(citation, open) {
  hideQuotation();
  open(citation);
}

/** @param {HTMLElement} anchor @param {Citation} citation @param {(citation: Citation) => void} open */
function showQuotation(anchor, citation, open) {
  clearTimeout(timer);
  if (shownFor === anchor) return;
  const box = byId("quotation");
  fill(
    box,
    el("blockquote", { lang: langOf(citation.quote) }, citation.quote),
    el("p", { class: "title", lang: langOf(citation.title) }, citation.title || words().untitled),
    el("p", { class: "quiet small" }, origin(citation)),
    button(words().openArticle, () => go(citation, open), { class: "link small", tabindex: "-1" }),
  );
  shownFor?.removeAttribute("aria-describedby");
  shownFor = anchor;
  anchor.setAttribute("aria-describedby", "quotation");
  box.showPopover();
  put(box, anchor.getBoundingClientRect());
}

/** Below the marker, or above it where there is more room. @param {HTMLElement} box @param {DOMRect} at */
function put(box, at) {
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + GAP + height <= innerHeight;
  const top = below ? at.bottom + GAP : Math.max(GAP, at.top - GAP - height);
  const left = Math.min(Math.max(GAP, at.left + at.width / 2 - width / 2), innerWidth - width - GAP);
  box.style.setProperty("top", `${top}px`);
  box.style.setProperty("left", `${Math.max(GAP, left)}px`);
}

/** Whether there was one to hide. */
export function hideQuotation() {
  clearTimeout(timer);
  if (!shownFor) return false;
  shownFor.removeAttribute("aria-describedby");
  shownFor = null;
  byId("quotation").hidePopover();
  return true;
}

function hideSoon() {
  clearTimeout(timer);
  timer = setTimeout(hideQuotation, LINGER);
}

/** Focus scrolls its marker into view: the box goes with it, until the marker is out of sight. */
function keepBeside() {
  const at = shownFor?.getBoundingClientRect();
  if (!at) return;
  if (at.bottom < 0 || at.top > innerHeight) hideQuotation();
  else put(byId("quotation"), at);
}

/** Keep the box while the pointer is on it, and let go of it when its marker moves. */
export function quotationBox() {
  const box = byId("quotation");
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", hideSoon);
  addEventListener("scroll", keepBeside, { passive: true });
  addEventListener("resize", hideQuotation);
  document.addEventListener("pointerdown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!target.closest("#quotation, .marker")) hideQuotation();
  });
}

/** Give the focus back to what opened something, without showing its quotation again. @param {HTMLElement} target */
export function returnFocus(target) {
  muted = true;
  target.focus({ preventScroll: true });
  muted = false;
}
