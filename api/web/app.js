/** The page put together. */

import { place } from "./answer.js";
import { ArticlePanel } from "./article.js";
import { sources } from "./collection.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { byId } from "./dom.js";
import { FilterForm } from "./filters.js";
import { askForKey } from "./key.js";
import { CHANGED as LANGUAGE, languageButton, words } from "./language.js";
import { Library } from "./library.js";
import { markdown } from "./markdown.js";
import { hideQuotation, origin, quotationBox } from "./quotation.js";
import { articleHash, questionHash, route } from "./route.js";
import { Start } from "./start.js";
import { themeButton } from "./theme.js";
import { copyText, toast } from "./toast.js";
import { AddDialog } from "./upload.js";

/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {import("./route.js").Route} Route */

languageButton();
themeButton();
quotationBox();

const filters = new FilterForm();
const add = new AddDialog();
const library = new Library({ add: () => add.show() });
const article = new ArticlePanel({ closed: () => closedArticle(), go: (there) => go(articleHash(there)) });
const conversation = new Conversation({
  open: (citation) => go(articleHash(place(citation))),
  copy: async (answer) => told(await copyText(markdown(answer, origin)), words().copied),
  link: async (question) => told(await copyText(linkTo(question)), words().linkCopied),
  again: (question, wanted) => askAgain(question, wanted),
  read: (id, revision) => go(articleHash({ id, revision })),
  add: () => add.show(),
  otherKey: () => askForKey(false),
  allSources: [],
});
const composer = new Composer((question) => askHere(question, filters.value));
const start = new Start((question) => askHere(question, filters.value));
let below = "#/"; // the place that an open article lies over

/** @param {boolean} done @param {string} text */
const told = (done, text) => toast(done ? text : words().copyFailed);

/** @param {string} question */
const linkTo = (question) => `${location.origin}${location.pathname}${questionHash(question)}`;

/** Go to a place of the page, so that one can come back. @param {string} hash */
function go(hash) {
  if (location.hash !== hash) history.pushState(null, "", hash);
  follow();
}

/** Show the place that the address names. */
function follow() {
  const there = route(location.hash);
  hideQuotation();
  if (there.view === "article") {
    article.show(there);
    return;
  }
  below = location.hash || "#/";
  article.close();
  showView(there.view === "library" ? "library" : "ask");
  if (there.view === "question" && conversation.first !== there.question) begin(there.question);
}

function closedArticle() {
  if (route(location.hash).view === "article") history.pushState(null, "", below);
}

/** @param {"ask" | "library"} view */
function showView(view) {
  document.body.dataset.view = view;
  byId("ask-view").hidden = view !== "ask";
  byId("library-view").hidden = view !== "library";
  byId("to-ask").toggleAttribute("aria-current", view === "ask");
  byId("to-library").toggleAttribute("aria-current", view === "library");
  if (view === "library" && !library.shown) library.load();
}

/** @param {string} question a new conversation begins with it */
function begin(question) {
  conversation.clear();
  askHere(question, filters.value);
}

/** @param {string} question @param {Filters} wanted */
async function askHere(question, wanted) {
  filters.toggle(false);
  if (route(location.hash).view === "article") history.pushState(null, "", below);
  article.close();
  showView("ask");
  document.body.dataset.state = "asked";
  byId("question").setAttribute("placeholder", words().placeholderMore);
  const asked = conversation.ask(question, wanted);
  if (conversation.turns.length === 1) history.pushState(null, "", questionHash(question));
  below = location.hash;
  await asked;
  start.show();
}

/** @param {string} question @param {Filters} [wanted] */
function askAgain(question, wanted = filters.value) {
  if (!Object.keys(wanted).length) filters.clear();
  askHere(question, wanted);
}

function beginAnew() {
  conversation.clear();
  document.body.dataset.state = "empty";
  byId("question").setAttribute("placeholder", words().placeholder);
  go("#/");
  start.show();
  byId("question").focus();
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.key === "Escape" && !document.querySelector("dialog:modal")) escape(event);
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.closest("input, textarea, select, dialog:modal");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (document.body.dataset.view !== "ask") go("#/");
  byId("question").focus();
}

/** Close the nearest thing that is open. @param {KeyboardEvent} event */
function escape(event) {
  if (hideQuotation()) event.preventDefault();
  else if (article.open) article.close();
  else if (filters.open) filters.toggle(false);
  else conversation.stop();
}

byId("stop").addEventListener("click", () => conversation.stop());
byId("again").addEventListener("click", beginAnew);
byId("brand").addEventListener("click", (/** @type {Event} */ event) => {
  event.preventDefault();
  beginAnew();
});
document.addEventListener("keydown", pressed);
document.addEventListener(LANGUAGE, () => {
  if (conversation.turns.length) byId("question").setAttribute("placeholder", words().placeholderMore);
});
addEventListener("popstate", follow);

follow();
start.load();
filters.load();
sources().then((names) => {
  conversation.actions.allSources = names;
});
if (route(location.hash).view === "ask" && matchMedia("(pointer: fine)").matches) byId("question").focus();
