/** The reference of the REST interface, made from /openapi.json. */

import { json } from "../client.js";
import { byId, el, fill } from "../dom.js";
import { CHANGED as LANGUAGE, languageButton, words } from "../language.js";
import { inWords } from "../problem.js";
import { alternatives, limits, resolved, typeOf } from "./schema.js";
import { themeButton } from "../theme.js";

/** @typedef {import("./schema.js").Schema} Schema */

const METHODS = ["get", "post", "put", "patch", "delete"];

/** @param {Schema} document the OpenAPI document */
function show(document) {
  const { info, paths, components = {} } = document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => methods[method]).map((method) => ({ path, method, ...methods[method] })),
  );
  fill(
    byId("main"),
    el("h1", {}, info.title, el("span", { class: "quiet small" }, ` ${info.version ?? ""}`)),
    el("p", {}, info.summary ?? info.description ?? ""),
    contents(operations),
    operations.map((one) => operation(one, document)),
    el("h2", {}, words().schemas),
    Object.entries(components.schemas ?? {}).map(([name, schema]) => named(name, schema, document)),
  );
}

/** @param {Schema} one */
const anchor = (one) => `${one.method}-${one.path.replace(/[^\w]+/g, "-")}`;

/** @param {Schema[]} operations */
function contents(operations) {
  const rows = operations.map((one) =>
    el("li", {}, method(one.method), " ", el("a", { href: `#${anchor(one)}` }, one.path), ` ${one.summary ?? ""}`),
  );
  return el("nav", { "aria-label": words().operations }, el("ul", { class: "operations" }, rows));
}

/** @param {string} name */
const method = (name) => el("code", { class: `method ${name}` }, name.toUpperCase());

/** @param {Schema} one @param {Schema} document */
function operation(one, document) {
  const content = Object.entries(one.requestBody?.content ?? {});
  return el(
    "section",
    { class: "operation", id: anchor(one) },
    el("h2", {}, method(one.method), " ", el("code", {}, one.path)),
    el("p", {}, one.description ?? one.summary ?? ""),
    one.security?.length ? el("p", { class: "quiet small" }, words().keyLabel) : null,
    one.parameters?.length ? parameters(one.parameters) : null,
    content.map(([type, { schema }]) => [el("h3", {}, words().body, el("code", {}, ` ${type}`)), fields(schema, document)]),
    responses(one.responses ?? {}),
  );
}

/** @param {Schema[]} all */
function parameters(all) {
  const rows = all.map((one) =>
    row(one.name, one.schema ?? {}, one.required, [one.in, one.description].filter(Boolean).join(": ")),
  );
  return [el("h3", {}, words().parameters), table(rows)];
}

/** @param {Schema} schema @param {Schema} document @returns {any[]} a table for each alternative */
function fields(schema, document) {
  return alternatives(resolved(schema, document)).map((one) => {
    const whole = resolved(one, document);
    if (!whole.properties) return el("p", {}, el("code", {}, typeOf(one)));
    return properties(whole);
  });
}

/** @param {Schema} schema */
function properties(schema) {
  const required = new Set(schema.required ?? []);
  const all = Object.entries(schema.properties);
  return table(all.map(([name, one]) => row(name, one, required.has(name), one.description ?? "")));
}

/** @param {Node[]} rows */
function table(rows) {
  const said = words();
  const heads = [said.field, said.type, said.meaning].map((text) => el("th", { scope: "col" }, text));
  return el(
    "div",
    { class: "table", tabindex: "0", role: "region", "aria-label": said.parameters },
    el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows)),
  );
}

/** @param {string} name @param {Schema} schema @param {boolean} required @param {string} said */
function row(name, schema, required, said) {
  const notes = [required ? words().required : "", ...limits(schema)].filter(Boolean).join(", ");
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, el("code", {}, name)),
    el("td", {}, el("code", {}, typeOf(schema))),
    el("td", {}, said, said && notes ? ". " : "", el("span", { class: "quiet" }, notes)),
  );
}

/** @param {Record<string, Schema>} all */
function responses(all) {
  const rows = Object.entries(all).flatMap(([status, { description, content = {} }]) => {
    const types = Object.entries(content).map(([type, { schema }]) => `${type}: ${typeOf(schema ?? {})}`);
    return [el("dt", {}, status), el("dd", {}, description, types.length > 0 && el("code", { class: "small" }, ` ${types.join(", ")}`))];
  });
  return [el("h3", {}, words().responses), el("dl", { class: "responses" }, rows)];
}

/** @param {string} name @param {Schema} schema @param {Schema} document */
function named(name, schema, document) {
  return el(
    "details",
    {},
    el("summary", {}, el("code", {}, name)),
    schema.description && el("p", {}, schema.description),
    fields(schema, document),
  );
}

languageButton();
themeButton();
try {
  const described = await json("/openapi.json");
  show(described);
  document.addEventListener(LANGUAGE, () => show(described));
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
} catch (error) {
  fill(byId("main"), el("p", { class: "notice bad" }, inWords(error)));
}
