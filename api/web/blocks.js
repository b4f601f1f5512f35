/** An article's text laid out for reading, without a character changed. */

/** @typedef {{start: number, end: number, kind: "line" | "item" | "heading"}} Block */

const ITEM = /(?<=\s)- /g; // what a digest puts before each statement
const HEADING = /(?:\[\d+\]\s*)+ ?(?=[^\s[\]])([^[\]]{1,40})$/;
const FEWEST = 3;

/**
 * Spans (UTF-16 units) that cover the text in order: lines, and in a digest its statements and the
 * headings between them.
 * @param {string} text
 * @returns {Block[]}
 */
export function blocks(text) {
  const found = /** @type {Block[]} */ ([]);
  let at = 0;
  for (const line of text.split(/(?<=\n)/)) {
    found.push(...within(line, at));
    at += line.length;
  }
  return found;
}

/** @param {string} line @param {number} at @returns {Block[]} */
function within(line, at) {
  const cuts = [...line.matchAll(ITEM)].map((match) => match.index);
  if (cuts.length < FEWEST) return [{ start: at, end: at + line.length, kind: "line" }];
  const found = /** @type {Block[]} */ ([]);
  const edges = [...cuts, line.length];
  if (cuts[0]) found.push({ start: at, end: at + cuts[0], kind: "heading" });
  cuts.forEach((start, n) => {
    const end = edges[n + 1];
    const heading = n + 1 < cuts.length ? headingAt(line.slice(start, end)) : 0;
    const split = heading ? start + heading : end;
    found.push({ start: at + start, end: at + split, kind: "item" });
    if (split < end) found.push({ start: at + split, end: at + end, kind: "heading" });
  });
  return found;
}

/** Where in an item the next heading begins, or 0. @param {string} item */
function headingAt(item) {
  const match = HEADING.exec(item.trimEnd());
  return match ? match.index + match[0].length - match[1].length : 0;
}

/**
 * The parts of a block before, within and after a span.
 * @param {string} text @param {Block} block @param {[number, number]} span
 * @returns {[string, string, string]}
 */
export function cut(text, block, [from, to]) {
  const start = Math.min(Math.max(from, block.start), block.end);
  const end = Math.min(Math.max(to, start), block.end);
  return [text.slice(block.start, start), text.slice(start, end), text.slice(end, block.end)];
}
