/** Example questions, made from the names in the collection's own titles. */

import { json, post } from "./client.js";

const MOST = 4;
const TITLES = 60;
const PASSAGES = 60;
// what begins a title and is no name
const COMMON = new Set(
  "a an and are as at by first for from good has his how in inside into is it its key last lessons more new news no not of off on one our out over per report steady that the their this three to two under up was week what when where who why will with your".split(" "),
);

/**
 * Names that the titles hold and the texts hold, too.
 * @param {string[]} titles @param {string[]} texts
 * @returns {string[]} those with capitals inside first, then those that more texts hold
 */
export function names(titles, texts) {
  const found = /** @type {Map<string, number>} */ (new Map());
  for (const title of titles) {
    for (const name of candidates(title)) {
      const held = texts.filter((text) => holds(text, name)).length;
      if (held) found.set(name, held);
    }
  }
  const whole = [...found].filter(([name]) => !within(name, found));
  return whole.toSorted((a, b) => weight(b) - weight(a)).map(([name]) => name);
}

/** @param {string} name @param {Map<string, number>} all whether a longer name has it, as often */
const within = (name, all) =>
  [...all].some(([other, held]) => other !== name && other.includes(name) && held >= (all.get(name) ?? 0));

/** @param {[string, number]} found */
const weight = ([name, held]) => (/[a-z][A-Z]/.test(name) ? 100 : 0) + held;

/** @param {string} title */
function candidates(title) {
  if (/[\u3400-\u9fff]/.test(title)) return chinese(title);
  const words = title.split(/\s+/).map((word) => word.replace(/['’]s?$|^[^\p{L}]+|[^\p{L}\d]+$/gu, ""));
  const one = words.filter(proper);
  const two = words.slice(1).map((word, n) => (proper(words[n]) && proper(word) ? `${words[n]} ${word}` : ""));
  return [...two.filter(Boolean), ...one];
}

/** @param {string} word */
const proper = (word) => /^\p{Lu}[\p{L}\d]{2,}$/u.test(word) && !COMMON.has(word.toLowerCase());

/** Names in Latin letters, and a short word that a Chinese title begins with. @param {string} title */
function chinese(title) {
  const latin = title.match(/[A-Z][A-Za-z]{2,}/g) ?? [];
  const first = /^[\u3400-\u9fff]{2,4}(?![\u3400-\u9fff])/.exec(title);
  return first ? [...latin, first[0]] : latin;
}

/** Whether a text has the name, and not just as part of a longer one. @param {string} text @param {string} name */
function holds(text, name) {
  if (/[\u3400-\u9fff]/.test(name)) return text.includes(name);
  if (text.includes(name.toLowerCase())) return false;
  return new RegExp(`(?<![A-Za-z\\d]|[A-Z][a-z]+ )${name}(?![A-Za-z\\d]| [A-Z])`).test(text);
}

/**
 * Names to ask about; none where the service does not list its articles.
 * @returns {Promise<string[]>}
 */
export async function subjects() {
  const page = await json(`/v1/articles?limit=${TITLES}`).catch(() => ({ articles: [] }));
  const titles = page.articles.map((/** @type {{title: string}} */ one) => one.title);
  const query = titles.join(" ").slice(0, 1500).toWellFormed().trim();
  if (!query) return [];
  const reply = await post("/v1/search", { query, top_k: PASSAGES, mode: "lexical" });
  const { hits } = await reply.json();
  const texts = hits.map((/** @type {{text: string}} */ hit) => hit.text);
  return names(titles, texts).slice(0, MOST);
}
