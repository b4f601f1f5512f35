/** A request that failed, and how that is said. */

import { words } from "./language.js";

/** A request that failed; `status` is 0 where the service was not reached, -1 where it was cut. */
export class Problem extends Error {
  /**
   * @param {number} status @param {string} detail in the service's words, empty where there are none
   * @param {number} [retryAfter] seconds
   */
  constructor(status, detail, retryAfter = 0) {
    super(detail || `status ${status}`);
    this.status = status;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}

/** A failure in the reader's words. @param {unknown} error */
export function inWords(error) {
  if (!(error instanceof Problem)) return String(error);
  if (error.status === 0) return words().unreachable;
  if (error.status === -1) return words().cut;
  return error.status === 403 ? `${words().forbidden} ${error.detail}` : error.message;
}

/** @param {string} text a problem document, or what some proxy wrote @returns {string} */
export function detailOf(text) {
  try {
    const { detail, title } = JSON.parse(text);
    return String(detail ?? title ?? "");
  } catch {
    return ""; // no problem document: the status is all that is known
  }
}

