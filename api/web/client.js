/** Requests to the service. */

import { key, keyAfter } from "./key.js";
import { detailOf, Problem } from "./problem.js";
import { events } from "./sse.js";

/** @typedef {import("./types.js").Answer} Answer */
/**
 * @typedef {{event: "sources", data: {searched: import("./types.js").Searched, sources: import("./types.js").Source[]}}
 *   | {event: "token", data: {text: string}} | {event: "answer", data: Answer}} Progress
 */

/**
 * A response that succeeded. A key is asked for where one is needed. Throws Problem, or what
 * `fetch` throws when it is aborted.
 * @param {string} path @param {RequestInit & {headers?: Record<string, string>}} [options]
 */
export async function request(path, options = {}) {
  for (;;) {
    const sent = key();
    const response = await reached(path, { ...options, headers: { ...options.headers, ...signed(sent) } });
    if (response.status === 401 && (await keyAfter(sent))) continue;
    if (!response.ok) throw await problem(response);
    return response;
  }
}

/** @param {string} sent @returns {Record<string, string>} */
export const signed = (sent) => (sent ? { Authorization: `Bearer ${sent}` } : {});

/** @param {string} path @param {RequestInit} options */
async function reached(path, options) {
  try {
    return await fetch(path, { ...options, cache: "no-store" });
  } catch (error) {
    throw options.signal?.aborted ? error : new Problem(0, "");
  }
}

/** @param {Response} response */
async function problem(response) {
  const text = await response.text().catch(() => "");
  return new Problem(response.status, detailOf(text), Number(response.headers.get("Retry-After")) || 0);
}

/** @param {string} path */
export const json = async (path) => (await request(path)).json();

/** @param {string} path @param {unknown} body @param {AbortSignal} [signal] @param {string} [accept] */
export function post(path, body, signal, accept = "application/json") {
  const headers = { "Content-Type": "application/json", Accept: accept };
  return request(path, { method: "POST", headers, body: JSON.stringify(body), signal });
}

/**
 * What a service says while it answers; the answer itself comes last, or a Problem is thrown.
 * A service that does not stream sends the answer alone.
 * @param {object} body @param {AbortSignal} signal
 * @returns {AsyncGenerator<Progress>}
 */
export async function* ask(body, signal) {
  const response = await post("/v1/ask", body, signal, "text/event-stream");
  const streams = response.headers.get("Content-Type")?.startsWith("text/event-stream");
  if (!streams || !response.body) {
    yield { event: "answer", data: await response.json() };
    return;
  }
  for await (const { event, data } of cutShort(events(response.body), signal)) {
    if (event === "error") throw failure(data);
    if (event === "sources" || event === "token" || event === "answer") {
      yield { event, data: JSON.parse(data) };
    }
    if (event === "answer") return;
  }
  throw new Problem(-1, "");
}

/** @param {string} data a problem document */
function failure(data) {
  const { status = 500, detail = "" } = JSON.parse(data);
  return new Problem(status, detail);
}

/**
 * The same events; a connection that breaks is a Problem, unless it was to be broken.
 * @template T @param {AsyncIterable<T>} stream @param {AbortSignal} signal
 */
async function* cutShort(stream, signal) {
  try {
    yield* stream;
  } catch (error) {
    throw signal.aborted ? error : new Problem(-1, "");
  }
}
