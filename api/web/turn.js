/** A question with what came of it, as elements. */

import { abstention } from "./abstention.js";
import { cited, disagreements, evidence, lines } from "./answer.js";
import { button, el, langOf } from "./dom.js";
import { reader, words } from "./language.js";
import { marker, origin, quotation } from "./quotation.js";
import { amounts, filtersInWords } from "./searched.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Citation} Citation */
/**
 * @typedef {{question: string, filters: import("./types.js").Filters, sources: import("./types.js").Source[],
 *   text: string, answer: Answer | null, problem: import("./problem.js").Problem | null, stopped: boolean}} Turn
 * @typedef {{open: (place: import("./types.js").Citation) => void, copy: (answer: Answer) => void,
 *   link: (question: string) => void, again: (question: string, filters?: import("./types.js").Filters) => void,
 *   read: (id: string, revision: number) => void, add: () => void, allSources: string[],
 *   otherKey: () => void}} Actions
 */

/** @param {Answer} answer @param {Actions} actions */
export function answered(answer, actions) {
  if (answer.abstention) return abstention(answer, actions);
  return [
    prose(answer, actions),
    answer.degraded && degraded(answer),
    ...disagreements(answer).map((one) => disagreement(one, actions)),
    quotations(answer, actions),
  ];
}

/** @param {Answer} answer @param {Actions} actions */
function prose(answer, actions) {
  const known = cited(answer);
  const written = lines(answer).map((line) =>
    line.map((piece) => {
      if ("text" in piece) return piece.text;
      const citation = known.get(piece.number);
      return citation ? marker(citation, actions.open) : "";
    }),
  );
  const lang = langOf(answer.question);
  if (written.length === 1) return el("p", { class: "said", lang }, ...written);
  return el("ul", { class: "said", lang }, written.map((line) => el("li", {}, line)));
}

/** @param {Answer} answer */
function degraded(answer) {
  const because = answer.degraded_because;
  return el(
    "div",
    { class: "notice" },
    el("p", {}, words().degraded(answer.generator)),
    because && el("details", {}, el("summary", {}, words().why), el("p", { class: "wrap" }, because)),
  );
}

/** @param {ReturnType<typeof disagreements>[number]} one @param {Actions} actions */
function disagreement({ subject, values }, actions) {
  const sides = values.map(({ value, citations }, n) =>
    el(
      "li",
      {},
      el(
        "p",
        { class: "value", lang: langOf(value) },
        `${value} `,
        citations.map((citation) => marker(citation, actions.open)),
        n === 0 && el("span", { class: "tag" }, words().newest),
      ),
      citations.map(side),
    ),
  );
  return el(
    "section",
    { class: "disagreement" },
    el("h3", {}, words().disagree),
    el("p", { class: "quiet small" }, `${subject} ${words().disagreeHelp}`),
    el("ul", {}, sides),
  );
}

/** @param {Citation} citation */
function side(citation) {
  return el(
    "div",
    { class: "side" },
    el("p", { class: "small" }, origin(citation)),
    el("blockquote", { class: "small", lang: langOf(citation.quote) }, citation.quote),
  );
}

/** @param {Answer} answer @param {Actions} actions */
function quotations(answer, actions) {
  const rows = answer.citations.map((citation) => quotation(citation, actions.open));
  return el(
    "details",
    { class: "quotations" },
    el("summary", {}, words().sourcesOf(rows.length)),
    el("ol", {}, rows),
  );
}

/** What was searched, how sure it is, and what can be done with it. @param {Turn} turn @param {Actions} actions */
export function footer({ filters, answer, question }, actions) {
  if (!answer) return null;
  const copy = button(words().copy, () => actions.copy(answer), { class: "plain small" });
  const link = button(words().link, () => actions.link(question), { class: "plain small" });
  return el(
    "footer",
    {},
    el("p", { class: "quiet small facts" }, facts(answer, filters)),
    el("div", { class: "row" }, copy, link),
  );
}

/** @param {Answer} answer @param {import("./types.js").Filters} filters */
function facts(answer, filters) {
  const said = filtersInWords(answer.searched, filters, reader());
  const limits = said.map(({ text, understood }) =>
    el("span", { class: understood ? "understood" : null }, text, understood && ` (${words().readFromQuestion})`),
  );
  const total = answer.timings_ms?.total;
  const understood = answer.searched.question;
  const parts = [
    understood ? el("span", { class: "understood" }, words().understoodAs(understood)) : null,
    ...amounts(answer.searched, words()).map((text) => el("span", {}, text)),
    ...limits,
    !answer.abstention && strength(answer.confidence),
    answer.removed_claims ? el("span", {}, words().removed(answer.removed_claims)) : null,
    total ? el("span", {}, words().took((total / 1000).toFixed(2))) : null,
  ];
  return parts.filter(Boolean).flatMap((part, n) => (n ? [" · ", part] : [part]));
}

/** @param {number | undefined} confidence */
function strength(confidence) {
  if (confidence === undefined) return null;
  const step = evidence(confidence);
  const title = words().evidenceHelp(Math.round(confidence * 100));
  return el("span", { class: `strength ${step}`, title }, words().evidence[step]);
}
