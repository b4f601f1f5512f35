/** The field in which questions are written. */

import { byId } from "./dom.js";

const coarse = () => matchMedia("(pointer: coarse)").matches;

/** A field that grows with its text; Enter asks, Shift and Enter begins a line. */
export class Composer {
  /** @param {(question: string) => void} ask */
  constructor(ask) {
    this.ask = ask;
    this.field = byId("question");
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
    byId("composer").addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.send();
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  send() {
    const question = this.field.value.trim();
    if (!question) {
      this.field.focus();
      return;
    }
    this.set("");
    if (coarse()) this.field.blur(); // else the keyboard covers the answer
    this.ask(question);
  }

  /** @param {string} text */
  set(text) {
    this.field.value = text;
    this.grow();
  }

  grow() {
    this.field.style.removeProperty("height");
    if (this.field.value) this.field.style.setProperty("height", `${this.field.scrollHeight}px`);
  }
}
