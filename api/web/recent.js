/** Questions asked before, kept in this browser alone. */

import { lasting } from "./storage.js";

const NAME = "recent";
const MOST = 20;

/** The newest first. @returns {string[]} */
export function recent() {
  try {
    const kept = JSON.parse(lasting.get(NAME) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, MOST) : [];
  } catch {
    return []; // what is kept is no list of ours: it is written anew with the next question
  }
}

/** @param {string} question */
export function remember(question) {
  const others = recent().filter((one) => one !== question);
  lasting.set(NAME, JSON.stringify([question, ...others].slice(0, MOST)));
}

export const forgetAll = () => lasting.remove(NAME);
