/** The collection: its statistics and its articles. */

import { json } from "./client.js";
import { CHANGED as COLLECTION, stats } from "./collection.js";
import { button, byId, el, fill, langOf } from "./dom.js";
import { CHANGED as LANGUAGE, words } from "./language.js";
import { inWords, Problem } from "./problem.js";
import { origin } from "./quotation.js";
import { articleHash } from "./route.js";

/** @typedef {import("./types.js").Article} Article */
/** @typedef {import("./types.js").Stats} Stats */

const PAGE = 50;

/** The view of the collection; read when it is first shown. */
export class Library {
  /** @param {{add: () => void}} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    this.articles = /** @type {Article[]} */ ([]);
    this.next = /** @type {string | null} */ (null);
    this.stats = /** @type {Stats | null} */ (null);
    this.problem = "";
    this.shown = false;
    document.addEventListener(LANGUAGE, () => this.shown && this.show());
    document.addEventListener(COLLECTION, () => this.shown && this.load());
  }

  async load() {
    this.shown = true;
    this.stats = await stats();
    this.articles = [];
    this.next = null;
    await this.more();
  }

  /** Read another page of articles. */
  async more() {
    const after = this.next === null ? "" : `&after=${encodeURIComponent(this.next)}`;
    try {
      const page = await json(`/v1/articles?limit=${PAGE}${after}`);
      this.articles.push(...page.articles);
      this.next = page.next;
      this.problem = "";
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = inWords(error);
    }
    this.show();
  }

  show() {
    const said = words();
    const add = button(said.add, this.hooks.add, { class: "primary" });
    fill(
      byId("library-view"),
      el("div", { class: "row" }, el("h1", {}, said.statistics), add),
      this.stats && figures(this.stats),
      el("h2", {}, said.allArticles),
      this.problem && el("p", { class: "notice bad" }, this.problem),
      !this.problem && !this.articles.length && el("p", { class: "quiet" }, said.noArticles),
      el("ul", { class: "articles" }, this.articles.map(row)),
      this.next !== null && button(said.more, () => this.#moreFromHere(), { class: "plain more" }),
    );
  }

  async #moreFromHere() {
    const before = this.articles.length;
    await this.more();
    const links = byId("library-view").querySelectorAll(".articles a");
    /** @type {HTMLElement | undefined} */ (links[before])?.focus();
  }
}

/** @param {Stats} stats */
function figures(stats) {
  const said = words();
  const shown = [
    [said.count(stats.articles), said.stats.articles],
    [said.count(Object.keys(stats.sources ?? {}).length), said.stats.sources],
    [said.count(stats.revisions), said.stats.revisions],
    [said.count(stats.passages), said.stats.passages],
    [size(stats.bytes), said.stats.bytes],
    [stats.embedder, said.stats.embedder],
  ];
  return el(
    "dl",
    { class: "figures" },
    shown.map(([value, name]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
  );
}

/** @param {number} bytes */
export function size(bytes) {
  const steps = ["B", "KB", "MB", "GB", "TB"];
  let left = bytes;
  let step = 0;
  for (; left >= 1000 && step < steps.length - 1; step += 1) left /= 1000;
  return `${left < 10 && step ? left.toFixed(1) : Math.round(left)} ${steps[step]}`;
}

/** @param {Article} article */
function row(article) {
  const href = articleHash({ id: article.id, revision: article.revision });
  return el(
    "li",
    {},
    el("a", { href, lang: langOf(article.title) }, article.title || words().untitled),
    el("p", { class: "quiet small" }, [origin(article), article.topic].filter(Boolean).join(" · ")),
  );
}
