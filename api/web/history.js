/** The conversation before a question, as the service takes it. */

/** @typedef {import("./types.js").Answer} Answer */

const TURNS = 10;
const LONGEST = 10_000; // UTF-16 units; the service takes twice as many characters

/**
 * Questions and answers, oldest first.
 * @param {{question: string, answer: Answer | null}[]} turns
 */
export function history(turns) {
  return turns
    .filter(({ answer }) => answer)
    .slice(-TURNS)
    .flatMap(({ question, answer }) => [
      { role: "user", content: shortened(question) },
      { role: "assistant", content: shortened(answer?.abstention?.message ?? answer?.answer ?? "") },
    ]);
}

/** @param {string} text */
const shortened = (text) => text.slice(0, LONGEST).toWellFormed();
