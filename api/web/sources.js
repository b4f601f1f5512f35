/** Sources to choose among: a list that can be searched. */

import { arrows } from "./arrows.js";
import { byId, el, fill } from "./dom.js";
import { CHANGED as LANGUAGE, words } from "./language.js";

const SHOWN = 60; // more are found by typing
const MOST = 100; // as many as the service takes

/** The list, and which of it are chosen. */
export class SourceList {
  /** @param {() => void} changed told when another choice is made */
  constructor(changed) {
    this.changed = changed;
    this.all = /** @type {string[]} */ ([]);
    this.chosen = /** @type {Set<string>} */ (new Set());
    byId("source-search").addEventListener("input", () => this.show());
    byId("source-search").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#enter(event));
    document.addEventListener(LANGUAGE, () => this.show());
    arrows(byId("source-list"));
  }

  /** @param {string[]} names */
  offer(names) {
    this.all = names;
    this.show();
  }

  /** @param {string} name @param {boolean} wanted */
  choose(name, wanted) {
    if (wanted && this.chosen.size < MOST) this.chosen.add(name);
    else this.chosen.delete(name);
    this.show();
    this.changed();
  }

  clear() {
    this.chosen.clear();
    this.show();
  }

  show() {
    const found = matching(this.all, byId("source-search").value);
    const more = found.length - SHOWN;
    const rows = found.slice(0, SHOWN).map((name) => this.#row(name));
    const note = found.length ? more > 0 && words().moreSources(more) : words().noSuchSource;
    fill(byId("source-list"), rows, note && el("p", { class: "quiet small" }, note));
  }

  /** @param {string} name */
  #row(name) {
    const box = el("input", { type: "checkbox", checked: this.chosen.has(name) });
    box.addEventListener("change", () => {
      this.choose(name, box.checked);
      this.#box(name)?.focus();
    });
    box.value = name;
    return el("label", { class: "source" }, box, el("span", {}, name));
  }

  /** @param {string} name */
  #box(name) {
    const boxes = [...byId("source-list").querySelectorAll("input")];
    return boxes.find((box) => box.value === name);
  }

  /** @param {KeyboardEvent} event */
  #enter(event) {
    const first = byId("source-list").querySelector("input");
    if (event.key === "ArrowDown") first?.focus();
    else if (event.key === "Enter" && first) this.choose(first.value, !first.checked);
    else return;
    event.preventDefault();
  }
}

/** Names that hold the text, whatever its case and accents. @param {string[]} names @param {string} text */
export function matching(names, text) {
  const wanted = folded(text.trim());
  return wanted ? names.filter((name) => folded(name).includes(wanted)) : names;
}

/** @param {string} text */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
