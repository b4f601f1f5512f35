/** What is said in passing. */

import { byId } from "./dom.js";

const SHOWN = 4000; // ms
let timer = 0;

/** Say something that is seen and read aloud, then gone. @param {string} text */
export function toast(text) {
  const box = byId("toast");
  box.showPopover();
  box.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => box.hidePopover(), SHOWN);
}

/** Tell those who listen to the page. @param {string} text */
export function announce(text) {
  byId("status").textContent = text;
}

/** @param {string} text @returns {Promise<boolean>} whether it is on the clipboard now */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyOldWay(text); // pages that are not served over https have no other
  }
}

/** @param {string} text */
function copyOldWay(text) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}
