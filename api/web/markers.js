/** Markers such as [1] in an answer. */

/** @typedef {{text: string} | {number: number}} Piece */

/**
 * An answer cut into text and the markers that have a citation; any other bracket is text.
 * @param {string} answer @param {Iterable<number>} numbers
 * @returns {Piece[]}
 */
export function pieces(answer, numbers) {
  const known = new Set(numbers);
  const found = /** @type {Piece[]} */ ([]);
  for (const part of answer.split(/(\[\d{1,6}\])/)) {
    const number = /^\[\d+\]$/.test(part) ? Number(part.slice(1, -1)) : 0;
    if (known.has(number)) found.push({ number });
    else if (part) found.push({ text: part });
  }
  return found;
}

/** The answer as it is read aloud. @param {string} answer */
export const spoken = (answer) => answer.replace(/\s*\[\d{1,6}\]/g, "");
