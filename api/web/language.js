/** The language of the interface. */

import { byId } from "./dom.js";
import { lasting } from "./storage.js";
import { serviceZone } from "./dates.js";
import { en } from "./words/en.js";
import { zh } from "./words/zh.js";

const ALL = { en, zh };
export const CHANGED = "groundwire:language";

/** @returns {"en" | "zh"} */
export const language = () => (document.documentElement.lang === "zh" ? "zh" : "en");

/** The texts in the language now chosen. */
export const words = () => ALL[language()];

/** Who reads: language, texts, and the zone of dates. */
export const reader = () => ({ language: language(), zone: serviceZone(), words: words() });

/** Write every text that the document names. */
export function translate() {
  const texts = /** @type {Record<string, any>} */ (words());
  for (const one of document.querySelectorAll("[data-text]")) {
    one.textContent = texts[one.getAttribute("data-text") ?? ""];
  }
  for (const one of document.querySelectorAll("[data-label]")) {
    one.setAttribute("aria-label", texts[one.getAttribute("data-label") ?? ""]);
  }
  for (const one of document.querySelectorAll("[data-placeholder]")) {
    one.setAttribute("placeholder", texts[one.getAttribute("data-placeholder") ?? ""]);
  }
}

/** Let the button change the language, for good. */
export function languageButton() {
  translate();
  byId("language").addEventListener("click", () => {
    document.documentElement.lang = language() === "en" ? "zh" : "en";
    lasting.set("language", language());
    translate();
    document.dispatchEvent(new Event(CHANGED));
  });
}
