/** Places of the page, as they stand behind the # of its address. */

/**
 * @typedef {{view: "ask"} | {view: "library"} | {view: "question", question: string}
 *   | {view: "article", id: string, revision: number | null, start: number, end: number}} Route
 */

const ARTICLE = /^#\/article\/([^/]+)(?:\/(\d{1,9}))?(?:\/(\d{1,9})-(\d{1,9}))?$/;

/** The place that an address names; anything unknown is where one asks. @param {string} hash @returns {Route} */
export function route(hash) {
  if (hash === "#/library") return { view: "library" };
  const question = hash.startsWith("#/q/") ? decoded(hash.slice(4)).trim() : "";
  if (question) return { view: "question", question: question.slice(0, 2000) };
  const match = ARTICLE.exec(hash);
  if (!match) return { view: "ask" };
  const [revision, start, end] = match.slice(2).map((n) => (n === undefined ? null : Number(n)));
  return { view: "article", id: decoded(match[1]), revision, start: start ?? 0, end: end ?? 0 };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a % that begins no escape is a % that someone typed
  }
}

/** @param {string} question */
export const questionHash = (question) => `#/q/${encodeURIComponent(question.toWellFormed())}`;

/** @param {{id: string, revision?: number | null, start?: number, end?: number}} place */
export function articleHash({ id, revision, start = 0, end = 0 }) {
  const number = revision ? `/${revision}` : "";
  const span = revision && end > start ? `/${start}-${end}` : "";
  return `#/article/${encodeURIComponent(id)}${number}${span}`;
}
