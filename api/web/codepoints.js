/** Offsets: the service counts Unicode code points, the browser counts UTF-16 units. */

/**
 * Where in a string the code point with this number begins; its length where there are not as many.
 * @param {string} text @param {number} point 0 and up
 */
export function unit(text, point) {
  let at = 0;
  for (let left = point; left > 0 && at < text.length; left -= 1) at += widthAt(text, at);
  return at;
}

/** How many units the character at a place has. @param {string} text @param {number} at */
function widthAt(text, at) {
  return /** @type {number} */ (text.codePointAt(at)) > 0xffff ? 2 : 1;
}

/**
 * The span in UTF-16 units of a span in code points.
 * @param {string} text @param {number} start @param {number} end
 * @returns {[number, number]}
 */
export function units(text, start, end) {
  const first = unit(text, start);
  return [first, first + unit(text.slice(first), Math.max(0, end - start))];
}
