/** Light and dark. */

import { byId } from "./dom.js";
import { lasting } from "./storage.js";

const root = document.documentElement;

/** Whether the page is dark now, by choice or because the system is. */
function dark() {
  if (root.dataset.theme) return root.dataset.theme === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Let the button change the theme, for good. */
export function themeButton() {
  byId("theme").addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    lasting.set("theme", root.dataset.theme);
  });
}
