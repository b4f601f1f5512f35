/** The key that the service asks for: kept in this tab alone. */

import { button, byId, el, fill } from "./dom.js";
import { words } from "./language.js";
import { passing } from "./storage.js";

/** @type {Promise<boolean> | null} */
let asking = null;

export const key = () => passing.get("key") ?? "";

/**
 * Whether there is a key to try in place of the one that was refused; the reader is asked, once for
 * all requests that wait.
 * @param {string} refused
 */
export async function keyAfter(refused) {
  if (key() !== refused) return true;
  asking ??= askForKey(Boolean(refused)).finally(() => {
    asking = null;
  });
  return asking;
}

/** @param {boolean} refused whether one was tried @returns {Promise<boolean>} */
export function askForKey(refused) {
  const dialog = byId("key");
  const field = el("input", {
    type: "password",
    id: "key-field",
    autocomplete: "off",
    spellcheck: "false",
    required: true,
    maxlength: 500,
    "aria-describedby": "key-text",
  });
  return new Promise((resolve) => {
    const form = keyForm(field, refused, () => dialog.close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      passing.set("key", field.value.trim());
      dialog.close("used");
    });
    fill(dialog, form);
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "used"), { once: true });
    dialog.showModal();
    field.focus();
  });
}

/** @param {HTMLInputElement} field @param {boolean} refused @param {() => void} cancel */
function keyForm(field, refused, cancel) {
  const said = words();
  return el(
    "form",
    { class: "sheet" },
    el("h2", { id: "key-title" }, said.keyTitle),
    el("p", { id: "key-text" }, said.keyText),
    refused && el("p", { class: "notice bad", role: "alert" }, said.keyRefused),
    el("label", { for: "key-field" }, said.keyLabel),
    field,
    el(
      "div",
      { class: "row end" },
      button(said.cancel, cancel, { class: "plain" }),
      el("button", { type: "submit", class: "primary" }, said.keyUse),
    ),
  );
}
