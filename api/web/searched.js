/** What was searched, in words. */

import { day, lastDay } from "./dates.js";

/** @typedef {import("./types.js").Searched} Searched */
/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {{language: "en" | "zh", zone: string, words: typeof import("./words/en.js").en}} Reader */
/** @typedef {{text: string, understood: boolean}} Said `understood`: the question's words said so */

export const FIRST_DAY = "1900-01-01"; // asked for, it undoes the dates that a question's words set
const MANY = 4;

/**
 * Each filter in words.
 * @param {Searched} searched @param {Filters} asked what the reader set @param {Reader} reader
 * @returns {Said[]}
 */
export function filtersInWords(searched, asked, reader) {
  const { as_of, sources, languages } = searched.filters;
  const { words, language, zone } = reader;
  const dates = datesInWords(searched.filters, asked, reader);
  const said = /** @type {Said[]} */ ([]);
  if (dates) said.push({ text: dates, understood: !(asked.since || asked.until) });
  if (as_of) said.push({ text: words.asOfDay(day(as_of, language, zone)), understood: !asked.as_of });
  if (sources?.length) said.push({ text: named(sources, words), understood: !asked.sources?.length });
  if (languages?.length) {
    const names = languages.map((one) => words.languages[one] ?? one).join(words.comma);
    said.push({ text: words.inLanguages(names), understood: false });
  }
  return said;
}

/** @param {Filters} found @param {Filters} asked @param {Reader} reader */
function datesInWords({ since, until }, asked, { words, language, zone }) {
  const first = since ? day(since, language, zone) : "";
  const last = until ? lastDay(until, language, zone) : "";
  if (asked.since === FIRST_DAY && !until) return words.anyDate;
  if (first && last) {
    return first === last ? words.publishedOn(first) : words.publishedBetween(first, last);
  }
  if (first) return words.publishedSince(first);
  return last ? words.publishedUntil(last) : "";
}

/** @param {string[]} sources @param {typeof import("./words/en.js").en} words */
function named(sources, words) {
  if (sources.length > MANY) return words.manySources(sources.length);
  return words.fromSources(sources.join(words.comma));
}

/**
 * @param {Searched} searched @param {typeof import("./words/en.js").en} words
 */
export function amounts(searched, words) {
  const said = [words.searched(searched.passages, searched.articles)];
  if (searched.undated) said.push(words.undated(searched.undated));
  return said;
}

/**
 * Requests that may find what this one did not, by what they let go of.
 * @param {Searched} searched @param {Filters} asked @param {string[]} sources all there are
 * @returns {{without: "filters" | "dates" | "sources", filters: Filters}[]}
 */
export function wider(searched, asked, sources) {
  const { since, until } = searched.filters;
  const found = /** @type {ReturnType<typeof wider>} */ ([]);
  if (Object.values(asked).some((value) => (Array.isArray(value) ? value.length : value))) {
    found.push({ without: "filters", filters: {} });
  }
  if ((since || until) && !(asked.since || asked.until)) {
    found.push({ without: "dates", filters: { ...asked, since: FIRST_DAY } });
  }
  const understood = searched.filters.sources?.length && !asked.sources?.length;
  if (understood && sources.length && sources.length <= 100) {
    found.push({ without: "sources", filters: { ...asked, sources } });
  }
  return found;
}
