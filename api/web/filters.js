/** What a reader limits the search to. */

import { button, byId, el, fill } from "./dom.js";
import { day } from "./dates.js";
import { CHANGED as LANGUAGE, language, words } from "./language.js";
import { CHANGED as COLLECTION, sources } from "./collection.js";
import { SourceList } from "./sources.js";

/** @typedef {import("./types.js").Filters} Filters */

const DATES = /** @type {const} */ ({ since: "since", until: "until", as_of: "as-of" });

/** The filters of the form, and the chips that say what is set. */
export class FilterForm {
  constructor() {
    this.list = new SourceList(() => this.show());
    byId("filters-toggle").addEventListener("click", () => this.toggle());
    for (const id of Object.values(DATES)) byId(id).addEventListener("change", () => this.show());
    document.addEventListener(LANGUAGE, () => this.show());
    document.addEventListener(COLLECTION, () => this.load());
    this.show();
  }

  async load() {
    this.list.offer(await sources());
  }

  get open() {
    return !byId("filters").hidden;
  }

  /** @param {boolean} [open] */
  toggle(open = !this.open) {
    byId("filters").hidden = !open;
    byId("filters-toggle").setAttribute("aria-expanded", String(open));
  }

  /** What is set, as the service takes it. @returns {Filters} */
  get value() {
    const found = /** @type {Filters} */ ({});
    for (const [name, id] of entries()) if (byId(id).value) found[name] = byId(id).value;
    if (this.list.chosen.size) found.sources = [...this.list.chosen];
    return found;
  }

  clear() {
    for (const id of Object.values(DATES)) byId(id).value = "";
    this.list.clear();
    this.show();
  }

  /** Write the chips. */
  show() {
    const said = words();
    const day_ = (/** @type {string} */ id) => day(byId(id).value, language(), "UTC");
    const texts = {
      since: said.publishedSince,
      until: said.publishedUntil,
      as_of: said.asOfDay,
    };
    const set = entries().filter(([, id]) => byId(id).value);
    const dates = set.map(([name, id]) => chip(texts[name](day_(id)), () => this.drop(id)));
    const chosen = [...this.list.chosen].map((name) => chip(name, () => this.list.choose(name, false)));
    fill(byId("chips"), dates, chosen);
  }

  /** @param {string} id */
  drop(id) {
    byId(id).value = "";
    this.show();
    byId("filters-toggle").focus();
  }
}

const entries = () => /** @type {[keyof typeof DATES, string][]} */ (Object.entries(DATES));

/** @param {string} text @param {() => void} drop */
function chip(text, drop) {
  const label = words().removeFilter(text);
  return el(
    "span",
    { class: "chip set" },
    el("span", { class: "clip" }, text),
    button("×", drop, { class: "drop", "aria-label": label, title: label }),
  );
}
