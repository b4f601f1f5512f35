/** What the browser keeps for this page; where it may keep nothing, as long as the page is open. */

/** @type {Map<string, string>} */
const instead = new Map();

/** @param {"localStorage" | "sessionStorage"} kind @param {(kept: Storage) => void} use */
function open(kind, use) {
  try {
    use(window[kind]);
    return true;
  } catch {
    return false; // closed to this page, or full: see `instead`
  }
}

/** @param {"localStorage" | "sessionStorage"} kind */
function store(kind) {
  return {
    /** @param {string} name @returns {string | null} */
    get(name) {
      let value = instead.get(name) ?? null;
      open(kind, (kept) => {
        value ??= kept.getItem(`groundwire.${name}`);
      });
      return value;
    },
    /** @param {string} name @param {string} value */
    set(name, value) {
      const done = open(kind, (kept) => kept.setItem(`groundwire.${name}`, value));
      if (done) instead.delete(name);
      else instead.set(name, value);
    },
    /** @param {string} name */
    remove(name) {
      instead.delete(name);
      open(kind, (kept) => kept.removeItem(`groundwire.${name}`));
    },
  };
}

export const lasting = store("localStorage");
export const passing = store("sessionStorage");
