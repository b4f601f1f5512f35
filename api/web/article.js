/** A stored article, with a quotation marked in it. */

import { blocks, cut } from "./blocks.js";
import { json } from "./client.js";
import { units } from "./codepoints.js";
import { moment } from "./dates.js";
import { button, byId, el, fill, langOf, outward } from "./dom.js";
import { CHANGED as LANGUAGE, reader, words } from "./language.js";
import { inWords, Problem } from "./problem.js";
import { returnFocus } from "./quotation.js";

/** @typedef {import("./types.js").Article} Article */
/** @typedef {{id: string, revision: number | null, start: number, end: number}} Place */

const WIDE = "(min-width: 64rem)";

/** The panel: beside the conversation where there is room, over it where there is none. */
export class ArticlePanel {
  /** @param {{closed: () => void, go: (place: Place) => void}} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    this.dialog = byId("article");
    this.from = /** @type {HTMLElement | null} */ (null);
    this.place = /** @type {Place | null} */ (null);
    this.article = /** @type {Article | null} */ (null);
    this.dialog.addEventListener("close", () => this.#left());
    document.addEventListener(LANGUAGE, () => this.#show());
  }

  get open() {
    return this.dialog.open;
  }

  /** Show an article; the focus comes back to where it was when the panel closes. @param {Place} place */
  async show(place) {
    if (!this.open) this.#begin();
    this.place = place;
    this.#loading();
    this.#present();
    try {
      const article = await json(address(place));
      if (this.place !== place) return;
      this.article = article;
      this.#show();
    } catch (error) {
      if (this.place === place) this.#fail(error);
    }
  }

  close() {
    if (this.open) this.dialog.close();
  }

  /** The browser would give the focus back by itself, and that would show the quotation again. */
  #begin() {
    this.from = /** @type {HTMLElement} */ (document.activeElement);
    this.from.blur();
  }

  #present() {
    document.body.classList.add("reading");
    if (this.open) return;
    if (matchMedia(WIDE).matches) this.dialog.show();
    else this.dialog.showModal();
  }

  #left() {
    this.place = this.article = null;
    document.body.classList.remove("reading");
    fill(this.dialog);
    if (this.from?.isConnected) returnFocus(this.from);
    this.hooks.closed();
  }

  #loading() {
    this.article = null;
    this.#frame(words().article, el("p", { class: "quiet" }, words().loading));
  }

  /** @param {unknown} error */
  #fail(error) {
    if (!(error instanceof Problem)) throw error;
    const text = error.status === 404 ? words().gone : inWords(error);
    this.#frame(words().article, el("p", { class: "notice bad" }, text));
  }

  /** @param {string} title @param {...(Node | false | null | (Node | false | null)[])} content */
  #frame(title, ...content) {
    const close = button("×", () => this.close(), { class: "plain icon close", "aria-label": words().close });
    const heading = el("h2", { id: "article-title", tabindex: "-1", lang: langOf(title) }, title);
    const body = el("div", { class: "article-body", tabindex: "0", role: "region", "aria-labelledby": "article-title" });
    fill(body, ...content);
    fill(this.dialog, el("header", {}, heading, close), body);
    heading.focus({ preventScroll: true });
  }

  #show() {
    const { article, place } = this;
    if (!article || !place) return;
    const text = article.text ?? "";
    const span = units(text, place.start, place.end);
    const short = place.end > place.start && [...text].length < place.end;
    this.#frame(
      article.title || words().untitled,
      facts(article),
      article.valid_to ? this.#later(article.id) : null,
      short && el("p", { class: "notice" }, words().quoteGone),
      body(text, span),
    );
    const mark = this.dialog.querySelector("mark");
    if (mark) mark.scrollIntoView({ block: "center" });
  }

  /** @param {string} id */
  #later(id) {
    const go = () => this.hooks.go({ id, revision: null, start: 0, end: 0 });
    return el("div", { class: "notice" }, el("p", {}, words().laterRevision), button(words().showCurrent, go, { class: "link" }));
  }
}

/** @param {Place} place */
export function address({ id, revision }) {
  const article = `/v1/articles/${encodeURIComponent(id)}`;
  return revision ? `${article}/revisions/${revision}` : article;
}

/** @param {Article} article */
function facts({ source, published_at, topic, url, revision }) {
  const { language, zone } = reader();
  const when = published_at ? moment(published_at, language, zone) : words().undatedSource;
  const said = [source, when, topic, words().revision(revision)].filter(Boolean).join(" · ");
  return el("div", { class: "facts" }, el("p", { class: "quiet" }, said), url && el("p", {}, outward(url, words().original)));
}

/**
 * The text in blocks, with the span marked; together they are the text, character by character.
 * @param {string} text @param {[number, number]} span in UTF-16 units
 */
export function body(text, span) {
  const found = blocks(text).map((block) => {
    const [before, quoted, after] = cut(text, block, span);
    return el("span", { class: block.kind }, before, quoted && el("mark", {}, quoted), after);
  });
  return el("div", { class: "text", lang: langOf(text) }, found);
}
