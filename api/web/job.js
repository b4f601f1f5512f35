/** An ingest that the service is at work on. */

import { json, request } from "./client.js";
import { button, el, fill } from "./dom.js";
import { words } from "./language.js";
import { inWords, Problem } from "./problem.js";

/** @typedef {import("./types.js").Job} Job */

const FIRST_WAIT = 200; // ms between looks, growing
const LONGEST_WAIT = 2000;
const ENDED = new Set(["done", "failed", "cancelled"]);
const SAID = /** @type {const} */ (["new", "revised", "unchanged", "failed"]);

/** How many of a job's articles are dealt with. @param {Job} job */
export function dealtWith({ counts }) {
  return SAID.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
}

/** What a job has counted, in words. @param {Job} job */
export function counted({ counts }) {
  const named = SAID.filter((name) => counts[name]).map((name) => `${counts[name]} ${words().counts[name]}`);
  return named.join(" · ");
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
  const cancel = button(words().cancel, () => cancelJob(row, job.id), { class: "plain small" });
  fill(
    row,
    el("div", { class: "row" }, el("strong", { class: "clip" }, name), el("span", { class: `state ${job.state}` }, words().states[job.state] ?? job.state)),
    !ended && bar(words().progressOf(name), dealtWith(job), job.total ?? 0),
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
