/** Questions and answers, one after the other. */

import { ask } from "./client.js";
import { byId, button, el, fill, langOf } from "./dom.js";
import { history } from "./history.js";
import { CHANGED as LANGUAGE, words } from "./language.js";
import { spoken } from "./markers.js";
import { inWords, Problem } from "./problem.js";
import { remember } from "./recent.js";
import { announce } from "./toast.js";
import { answered, footer } from "./turn.js";

/** @typedef {import("./turn.js").Turn} Turn */
/** @typedef {import("./turn.js").Actions} Actions */
/** @typedef {import("./types.js").Filters} Filters */

/** What was asked since the page was opened or a new conversation was begun. */
export class Conversation {
  /** @param {Actions} actions */
  constructor(actions) {
    this.actions = actions;
    this.turns = /** @type {(Turn & {element: HTMLElement})[]} */ ([]);
    this.running = /** @type {AbortController | null} */ (null);
    document.addEventListener(LANGUAGE, () => this.turns.forEach((turn) => this.show(turn)));
  }

  get first() {
    return this.turns[0]?.question ?? "";
  }

  clear() {
    this.stop();
    this.turns = [];
    fill(byId("conversation"));
  }

  /** Whether there was anything to stop. */
  stop() {
    this.running?.abort();
    return Boolean(this.running);
  }

  /** @param {string} question @param {Filters} filters */
  async ask(question, filters) {
    this.stop();
    this.#drop(question);
    const before = history(this.turns);
    const element = el("article", { class: "turn" });
    const turn = { question, filters, sources: [], text: "", answer: null, problem: null, stopped: false, element };
    this.turns.push(turn);
    byId("conversation").append(element);
    this.show(turn);
    element.scrollIntoView({ block: "start" });
    announce(words().searching);
    await this.#run(turn, { question, history: before, ...filters });
  }

  /** What came to nothing gives way to another try. @param {string} question */
  #drop(question) {
    const last = this.turns.at(-1);
    if (last?.question !== question || !(last.problem || last.stopped)) return;
    last.element.remove();
    this.turns.pop();
  }

  /** @param {Turn & {element: HTMLElement}} turn @param {object} body */
  async #run(turn, body) {
    const controller = new AbortController();
    this.#runs(controller);
    try {
      for await (const said of ask(body, controller.signal)) this.#take(turn, said);
      remember(turn.question);
    } catch (error) {
      this.#failed(turn, error, controller.signal.aborted);
    } finally {
      if (this.running === controller) this.#runs(null);
    }
    this.show(turn);
  }

  /** @param {AbortController | null} controller */
  #runs(controller) {
    this.running = controller;
    byId("stop").hidden = !controller;
    byId("send").hidden = Boolean(controller);
  }

  /** @param {Turn & {element: HTMLElement}} turn @param {import("./client.js").Progress} said */
  #take(turn, said) {
    if (said.event === "token") {
      turn.text += said.data.text;
      this.#grow(turn);
    } else if (said.event === "sources") {
      turn.sources = said.data.sources;
      this.show(turn);
    } else {
      turn.answer = said.data;
      announce(words().answerSaid(spoken(said.data.abstention?.message ?? said.data.answer)));
    }
  }

  /** @param {Turn & {element: HTMLElement}} turn */
  #grow(turn) {
    const growing = turn.element.querySelector(".growing");
    if (growing) growing.textContent = turn.text;
    else this.show(turn);
  }

  /** @param {Turn} turn @param {unknown} error @param {boolean} aborted */
  #failed(turn, error, aborted) {
    if (aborted) turn.stopped = true;
    else if (error instanceof Problem) turn.problem = error;
    else throw error;
    announce(aborted ? words().stopped : words().failedSaid(inWords(error)));
  }

  /** @param {Turn & {element: HTMLElement}} turn */
  show(turn) {
    const { element, question } = turn;
    element.className = `turn ${stateOf(turn)}`;
    element.setAttribute("aria-busy", String(stateOf(turn) === "running"));
    const open = element.querySelector("details.quotations")?.hasAttribute("open");
    fill(
      element,
      el("h2", { lang: langOf(question) }, question),
      this.#body(turn),
      footer(turn, this.actions),
    );
    if (open) element.querySelector("details.quotations")?.setAttribute("open", "");
  }

  /** @param {Turn} turn */
  #body(turn) {
    if (turn.answer) return answered(turn.answer, { ...this.actions, ...{ turn } });
    if (turn.problem) return this.#problem(turn, turn.problem);
    if (turn.stopped) return el("p", { class: "quiet" }, words().stopped);
    return waiting(turn);
  }

  /** @param {Turn} turn @param {Problem} problem */
  #problem({ question, filters }, problem) {
    const retry = () => this.actions.again(question, filters);
    const wrongKey = problem.status === 401 || problem.status === 403;
    return el(
      "div",
      { class: "notice bad" },
      el("p", { class: "reason" }, words().problem),
      el("p", { class: "wrap" }, inWords(problem)),
      problem.retryAfter > 0 && el("p", {}, words().retryAfter(problem.retryAfter)),
      el(
        "div",
        { class: "row" },
        button(words().retry, retry, { class: "plain" }),
        wrongKey && button(words().otherKey, this.actions.otherKey, { class: "plain" }),
      ),
    );
  }
}

/** @param {Turn} turn */
function stateOf(turn) {
  if (turn.problem || turn.stopped) return "failed";
  if (!turn.answer) return "running";
  return turn.answer.status;
}

/** @param {Turn} turn */
function waiting({ sources, text }) {
  const titles = [...new Set(sources.map((source) => source.source))].filter(Boolean).slice(0, 6);
  return [
    text ? el("p", { class: "said growing", lang: langOf(text) }, text) : null,
    el(
      "p",
      { class: "quiet waiting" },
      el("span", { class: "pulse", "aria-hidden": "true" }),
      sources.length ? words().reading(sources.length) : words().searching,
      titles.length > 0 && `: ${titles.join(words().comma)}`,
    ),
  ];
}
