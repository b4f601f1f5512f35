/** Elements made by hand: text only ever becomes text, never markup. */

const FORBIDDEN = /^(on|style$|srcdoc$|action$|formaction$)/i;

/** @typedef {Node | string | null | undefined | false | Child[]} Child */

/**
 * An element with attributes, listeners under `on`, and children.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes] null, undefined and false are left out, true is empty
 * @param {...Child} children strings become text
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") listen(made, value);
    else if (value !== null && value !== undefined && value !== false) set(made, name, value);
  }
  made.append(...solid(children));
  return made;
}

/** @param {HTMLElement} target @param {string} name @param {unknown} value */
function set(target, name, value) {
  if (FORBIDDEN.test(name)) throw new TypeError(`the attribute ${name} is not set here`);
  if (name === "href" && !safe(String(value))) throw new TypeError("only pages are linked to");
  target.setAttribute(name, value === true ? "" : String(value));
}

/** @param {HTMLElement} target @param {Record<string, EventListener>} listeners */
function listen(target, listeners) {
  for (const [name, listener] of Object.entries(listeners)) target.addEventListener(name, listener);
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function solid(children) {
  return children.flatMap((child) => {
    if (Array.isArray(child)) return solid(child);
    return child === null || child === undefined || child === false ? [] : [child];
  });
}

/** @param {Element} target @param {...Child} children */
export function fill(target, ...children) {
  target.replaceChildren(...solid(children));
}

/** The element of the document with this id, which is there. @param {string} id @returns {any} */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new TypeError(`the page has no element ${id}`);
  return found;
}

/** @param {string} href whether it stays on the page or leads to a web page */
function safe(href) {
  return href.startsWith("#") || webAddress(href) === href;
}

/**
 * The address of a web page as browsers write it, or empty where the text is none.
 * @param {string} text
 */
export function webAddress(text) {
  if (!/^https?:\/\//i.test(text)) return "";
  const url = URL.parse ? URL.parse(text) : parsed(text);
  return url && /^https?:$/.test(url.protocol) && !url.username && !url.password ? url.href : "";
}

/** @param {string} text */
function parsed(text) {
  try {
    return new URL(text);
  } catch {
    return null; // not an address: it is shown as text
  }
}

/**
 * A link to a page elsewhere, or the text alone where its address is no web page's.
 * @param {string} address @param {string} label
 */
export function outward(address, label) {
  const href = webAddress(address);
  if (!href) return el("span", { class: "quiet wrap" }, address);
  return el("a", { href, rel: "noopener noreferrer", target: "_blank", class: "wrap" }, label);
}

/**
 * @param {string} label @param {() => void} click @param {Record<string, any>} [more]
 */
export function button(label, click, more = {}) {
  return el("button", { type: "button", ...more, on: { click } }, label);
}

/** The language of a text, by whether it has Chinese characters. @param {string} text */
export const langOf = (text) => (/[\u3400-\u9fff]/.test(text) ? "zh" : "en");
