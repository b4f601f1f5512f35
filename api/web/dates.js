/** Days and moments, in the time zone that the service reckons in. */

const TAGS = { en: "en-GB", zh: "zh-CN" };

/** The service's time zone, as the page was told. */
export function serviceZone() {
  const told = document.querySelector('meta[name="groundwire-zone"]')?.getAttribute("content");
  return known(told ?? "") ? /** @type {string} */ (told) : "UTC";
}

/** @param {string} zone */
function known(zone) {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }) && zone);
  } catch {
    return false; // the browser has no such zone: UTC is shown, and says so
  }
}

/**
 * @param {string} iso @param {"en" | "zh"} language @param {string} zone
 */
export function day(iso, language, zone) {
  return written(new Date(iso), language, {
    timeZone: zone,
    day: "numeric",
    month: language === "zh" ? "long" : "short",
    year: "numeric",
  });
}

/**
 * A day with its time, and the zone's name.
 * @param {string} iso @param {"en" | "zh"} language @param {string} zone
 */
export function moment(iso, language, zone) {
  const date = new Date(iso);
  const time = written(date, language, {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
  return `${day(iso, language, zone)} ${time}`;
}

/** @param {Date} date @param {"en" | "zh"} language @param {Intl.DateTimeFormatOptions} how */
function written(date, language, how) {
  return Number.isNaN(date.valueOf()) ? "" : new Intl.DateTimeFormat(TAGS[language], how).format(date);
}

/**
 * The last day before an exclusive end.
 * @param {string} iso @param {"en" | "zh"} language @param {string} zone
 */
export function lastDay(iso, language, zone) {
  const before = new Date(new Date(iso).valueOf() - 1);
  return Number.isNaN(before.valueOf()) ? "" : day(before.toISOString(), language, zone);
}
