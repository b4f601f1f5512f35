/** What stands below an empty question: examples, and questions asked before. */

import { arrows } from "./arrows.js";
import { CHANGED as COLLECTION, stats } from "./collection.js";
import { button, byId, el, fill } from "./dom.js";
import { subjects } from "./examples.js";
import { CHANGED as LANGUAGE, words } from "./language.js";
import { forgetAll, recent } from "./recent.js";
import { announce } from "./toast.js";

/** The list of questions that can be asked by a press. */
export class Start {
  /** @param {(question: string) => void} ask */
  constructor(ask) {
    this.ask = ask;
    this.subjects = /** @type {string[]} */ ([]);
    document.addEventListener(LANGUAGE, () => this.show());
    document.addEventListener(COLLECTION, () => this.load());
    arrows(byId("start"));
  }

  async load() {
    const counted = await stats();
    this.counted = counted;
    this.show();
    this.subjects = counted?.articles ? await subjects().catch(() => []) : [];
    this.show();
  }

  show() {
    const said = words();
    const { articles = 0, sources = {} } = this.counted ?? {};
    const named = Object.keys(sources).filter(Boolean).length;
    const line = articles ? said.collection(articles, named) : said.collectionEmpty;
    byId("collection").textContent = this.counted ? line : "";
    const asked = recent();
    fill(
      byId("start"),
      this.subjects.length > 0 && this.#list(said.examples, this.subjects.map(said.example), "examples"),
      asked.length > 0 && this.#list(said.recent, asked, "asked", this.#clear()),
    );
  }

  #clear() {
    const clear = () => {
      forgetAll();
      this.show();
      announce(words().recentCleared);
      byId("question").focus();
    };
    return button(words().clear, clear, { class: "plain small" });
  }

  /** @param {string} title @param {string[]} questions @param {string} name @param {Node} [extra] */
  #list(title, questions, name, extra) {
    const rows = questions.map((question) =>
      el("li", {}, button(question, () => this.ask(question), { class: "suggestion" })),
    );
    const heading = el("h2", { id: `${name}-title` }, title);
    return el(
      "section",
      { class: name, "aria-labelledby": `${name}-title` },
      el("div", { class: "row" }, heading, extra),
      el("ul", {}, rows),
    );
  }
}
