/** Arrow keys in a list of controls. */

const STEPS = /** @type {Record<string, (at: number, last: number) => number>} */ ({
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
});

/** Let arrow keys go from one control of a list to the next. @param {HTMLElement} list */
export function arrows(list) {
  list.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("a, button, input[type=checkbox]")]);
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (!step || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    all[step(at, all.length - 1)].focus();
  });
}
