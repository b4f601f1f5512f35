// Runs before the first paint, so that a chosen theme or language does not flash in late.
(() => {
  const root = document.documentElement;
  const kept = (name) => {
    try {
      return localStorage.getItem(`groundwire.${name}`);
    } catch {
      return null; // storage is closed to this page: the browser's own preferences count
    }
  };
  const theme = kept("theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  const language = kept("language") ?? navigator.language;
  root.lang = language.toLowerCase().startsWith("zh") ? "zh" : "en";
})();
