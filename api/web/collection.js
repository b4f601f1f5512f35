/** What the collection holds, as the service counts it. */

import { json } from "./client.js";

export const CHANGED = "groundwire:collection";

/** @typedef {import("./types.js").Stats} Stats */

/** @type {Promise<Stats | null> | null} */
let known = null;

/**
 * The statistics, asked for once; null where the service does not tell them (its routes for that
 * may be closed to this key, and one can ask without).
 * @returns {Promise<Stats | null>}
 */
export function stats() {
  known ??= json("/v1/stats").catch(() => {
    known = null;
    return null;
  });
  return known;
}

/** The names of all sources, those with the most articles first. */
export async function sources() {
  const counts = Object.entries((await stats())?.sources ?? {});
  return counts.toSorted((a, b) => b[1] - a[1]).map(([name]) => name).filter(Boolean);
}

/** Count anew: articles came or went. */
export function recount() {
  known = null;
  document.dispatchEvent(new Event(CHANGED));
}
