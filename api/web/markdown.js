/** An answer as Markdown, with its quotations. */

import { webAddress } from "./dom.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Citation} Citation */

/** @param {string} text what would be markup is escaped, line ends become spaces */
const plain = (text) => text.replace(/\s*\n\s*/g, " ").replace(/[\\`*_{}[\]<>#|~!]/g, "\\$&");

/**
 * The answer with its markers, then each quotation with where it stands.
 * @param {Answer} answer @param {(citation: Citation) => string} from source and date in words
 */
export function markdown(answer, from) {
  const said = answer.abstention ? answer.abstention.message : answer.answer;
  const body = said
    .split("\n")
    .map((line) => line.replace(/[\\`*_{}<>#|~]/g, "\\$&"))
    .join("\n\n");
  const notes = answer.citations.map((citation) => note(citation, from(citation)));
  return [`**${plain(answer.question)}**`, body, ...notes].join("\n\n").concat("\n");
}

/** @param {Citation} citation @param {string} from */
function note(citation, from) {
  const title = plain(citation.title);
  const href = webAddress(citation.url).replace(/[()]/g, encodeURIComponent);
  const named = href ? `[${title || href}](<${href}>)` : title;
  const where = [named, plain(from)].filter(Boolean).join(", ");
  return `\\[${citation.number}\\] “${plain(citation.quote)}” — ${where}`;
}
