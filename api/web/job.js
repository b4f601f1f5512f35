/** An ingest that the service is at work on. */

import { json, request } from "./client.js";
import { button, el, fill } from "./dom.js";
import { words } from "./language.js";
import { inWords, Problem } from "./problem.js";

/** @typedef {import("./types.js").Job} Job */

const FIRST_WAIT = 200; // ms between looks, growing
const LONGEST_WAIT = 2000;
export const ENDED = new Set(["done", "failed", "cancelled"]);
const WAY = /** @type {const} */ (["parsed", "committed", "failed"]);
const OUTCOME = /** @type {const} */ (["new", "revised", "unchanged", "failed"]);

/** What a job has counted, in words: its way while it runs, its outcome in the end. @param {Job} job */
export function counted({ state, counts }) {
  const told = ENDED.has(state) ? OUTCOME : WAY;
  return told
    .filter((name) => counts[name])
    .map((name) => `${words().count(counts[name])} ${words().counts[name]}`)
    .join(" · ");
}

/**
 * Of how many files and addresses how many are here; both 0 where there is but one, or all are, and
 * nobody knows how many articles are still to come.
 * @param {Job} job
 */
export function share({ counts, total }) {
  return total > 1 && counts.fetched < total ? { done: counts.fetched, total } : { done: 0, total: 0 };
}

/**
 * Follow a job in an element until it has ended.
 * @param {HTMLElement} row @param {Job} job @param {string} name what is ingested
 * @returns {Promise<Job>}
 */
export async function follow(row, job, name) {
  let now = job;
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
    show(row, now, name);
    if (ENDED.has(now.state)) return now;
    await new Promise((resolve) => setTimeout(resolve, wait));
    now = (await json(`/v1/jobs/${encodeURIComponent(job.id)}`)).job;
  }
}

/** @param {HTMLElement} row @param {Job} job @param {string} name */
function show(row, job, name) {
  const ended = ENDED.has(job.state);
  const failures = job.failures ?? [];
  const { done, total } = share(job);
  const cancel = button(words().cancel, () => cancelJob(row, job.id), { class: "plain small" });
  fill(
    row,
    el("div", { class: "row" }, el("strong", { class: "clip" }, name), el("span", { class: `state ${job.state}` }, words().states[job.state] ?? job.state)),
    !ended && bar(words().progressOf(name), done, total),
    el("p", { class: "quiet small" }, counted(job)),
    failures.length > 0 && problems(failures),
    !ended && cancel,
  );
}

/** @param {HTMLElement} row @param {string} id */
async function cancelJob(row, id) {
  try {
    await request(`/v1/jobs/${encodeURIComponent(id)}`, { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    row.append(el("p", { class: "notice bad" }, inWords(error)));
  }
}

/** A bar; it moves to and fro where the end is not known. @param {string} label @param {number} done @param {number} total */
export function bar(label, done, total) {
  return el("progress", { "aria-label": label, ...(total ? { max: total, value: Math.min(done, total) } : {}) });
}

/** @param {{what: string, why: string}[]} failures */
function problems(failures) {
  const rows = failures.map(({ what, why }) => el("li", { class: "wrap" }, `${what}: ${why}`));
  return el("details", { open: true }, el("summary", {}, words().notFailed), el("ul", { class: "small" }, rows));
}
