/** What of an answer is shown, apart from how. */

import { pieces } from "./markers.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Citation} Citation */

/**
 * The answer's lines, each as text and markers.
 * @param {Answer} answer
 */
export function lines(answer) {
  const numbers = answer.citations.map((citation) => citation.number);
  const written = answer.answer.split("\n").filter((line) => line.trim());
  return written.map((line) => pieces(line, numbers));
}

/** @param {Answer} answer @returns {Map<number, Citation>} */
export const cited = (answer) => new Map(answer.citations.map((one) => [one.number, one]));

/**
 * Disagreements with their values newest first, undated ones last.
 * @param {Answer} answer
 */
export function disagreements(answer) {
  const known = cited(answer);
  return answer.disagreements.map(({ subject, values }) => ({
    subject,
    values: values
      .map(({ value, citations }) => {
        const found = citations.map((n) => known.get(n)).filter((one) => one !== undefined);
        return { value, citations: found, at: newest(found) };
      })
      .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)),
  }));
}

/** @param {Citation[]} citations the moment of the newest, empty where none is dated */
function newest(citations) {
  return citations.map((one) => one.published_at ?? "").toSorted().at(-1) ?? "";
}

/**
 * How good the evidence is, in three steps.
 * @param {number} confidence 0 to 1
 * @returns {"strong" | "fair" | "thin"}
 */
export function evidence(confidence) {
  if (confidence >= 0.8) return "strong";
  return confidence >= 0.5 ? "fair" : "thin";
}

/** Where a citation can be read. @param {Citation} citation */
export const place = ({ article_id, revision, start, end }) => ({
  id: article_id,
  revision,
  start,
  end,
});
