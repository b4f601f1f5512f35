/** JSON schemas of an OpenAPI document, in a line each. */

/** @typedef {Record<string, any>} Schema */

/**
 * The schema that a reference names, or the schema itself.
 * @param {Schema} schema @param {Schema} document the OpenAPI document
 * @returns {Schema}
 */
export function resolved(schema, document) {
  const path = schema?.$ref?.startsWith("#/") ? schema.$ref.slice(2).split("/") : null;
  if (!path) return schema ?? {};
  return path.reduce((/** @type {any} */ at, /** @type {string} */ name) => at?.[name], document) ?? {};
}

/** Alternatives of a schema, itself where there are none. @param {Schema} schema @returns {Schema[]} */
export const alternatives = (schema) => schema.anyOf ?? schema.oneOf ?? [schema];

/**
 * A type in a few words: `string`, `list of Turn`, `"zh" | "en"`.
 * @param {Schema} schema @returns {string}
 */
export function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.enum) return schema.enum.map((/** @type {unknown} */ one) => JSON.stringify(one)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return several.map(typeOf).join(" | ");
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  return schema.format ?? schema.type ?? "any";
}

const LIMITS = /** @type {Record<string, (n: unknown) => string>} */ ({
  minimum: (n) => `≥ ${n}`,
  maximum: (n) => `≤ ${n}`,
  exclusiveMinimum: (n) => `> ${n}`,
  maxLength: (n) => `at most ${n} characters`,
  minLength: (n) => `at least ${n} characters`,
  maxItems: (n) => `at most ${n}`,
  minItems: (n) => `at least ${n}`,
  default: (n) => `default ${JSON.stringify(n)}`,
});

/** The limits of a value, in words. @param {Schema} schema @returns {string[]} */
export function limits(schema) {
  const others = alternatives(schema).filter((one) => one !== schema && one.type !== "null");
  const found = others.length === 1 ? limits(others[0]) : [];
  for (const [name, say] of Object.entries(LIMITS)) {
    if (schema[name] !== undefined && schema[name] !== null) found.push(say(schema[name]));
  }
  return found;
}
