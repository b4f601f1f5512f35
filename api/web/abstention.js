/** Why there is no answer, and what may help. */

import { button, el, langOf } from "./dom.js";
import { words } from "./language.js";
import { origin, quotation } from "./quotation.js";
import { wider } from "./searched.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Source} Source */
/** @typedef {import("./turn.js").Actions} Actions */

const NEAREST = 3;

/** @param {Answer} answer @param {Actions & {turn?: import("./turn.js").Turn}} actions */
export function abstention(answer, actions) {
  const { reason, message, nearest = [] } = /** @type {import("./types.js").Abstention} */ (answer.abstention);
  const said = words();
  const sources = actions.turn?.sources.slice(0, NEAREST) ?? [];
  return [
    el("p", { class: "reason" }, said.reasons[reason] ?? reason),
    el("p", { lang: langOf(message) }, message),
    nearest.length > 0 && statements(nearest, actions),
    el("h3", {}, said.suggestions),
    el("ul", { class: "suggestions" }, suggestions(answer, actions).map((one) => el("li", {}, one))),
    nearest.length === 0 && sources.length > 0 && articles(sources, actions),
  ];
}

/** @param {Answer} answer @param {Actions & {turn?: import("./turn.js").Turn}} actions */
function suggestions(answer, actions) {
  const said = words();
  const labels = {
    filters: said.withoutFilters,
    dates: said.withoutDates,
    sources: said.withoutSources,
  };
  const ways = wider(answer.searched, actions.turn?.filters ?? {}, actions.allSources);
  const again = ways.map(({ without, filters }) =>
    button(labels[without], () => actions.again(answer.question, filters), { class: "link" }),
  );
  return [...again, said.rephrase, button(said.addSome, actions.add, { class: "link" })];
}

/** @param {import("./types.js").Citation[]} nearest @param {Actions} actions */
function statements(nearest, actions) {
  const rows = nearest.map((citation) => quotation(citation, actions.open));
  return [el("h3", {}, words().nearestStatements), el("ul", { class: "near" }, rows)];
}

/** @param {Source[]} sources @param {Actions} actions */
function articles(sources, actions) {
  const rows = sources.map((source) =>
    el(
      "li",
      {},
      button(source.title || words().untitled, () => actions.read(source.article_id, source.revision), {
        class: "link",
        lang: langOf(source.title),
      }),
      el("span", { class: "quiet small" }, ` ${origin(source)}`),
    ),
  );
  return [el("h3", {}, words().nearest), el("ul", { class: "suggestions" }, rows)];
}
