// Writes what the page knows of the API: TypeScript types from the OpenAPI document.

/** The text of web/src/api/schema.ts for an OpenAPI document. */
export function clientTypes(document) {
  const schemas = Object.entries(document.components.schemas);
  const lines = [
    "// Written by scripts/generate-docs.mjs from the API's document: change the routes, not this file.",
    "",
    ...schemas.flatMap(([name, schema]) => [
      `/** ${sentence(schema.description ?? `${name} as the API sends it`)} */`,
      `export type ${name} = ${typeOf(schema)};`,
      "",
    ]),
    ...["get", "post", "put", "patch", "delete"].flatMap((method) => operations(document, method)),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function operations(document, method) {
  const found = Object.entries(document.paths).filter(([, item]) => item[method] !== undefined);
  if (found.length === 0) return [];
  const name = { get: "Gets", post: "Posts", put: "Puts", patch: "Patches", delete: "Deletes" }[method];
  return [
    `/** What may be asked with ${method.toUpperCase()}, by path: its parameters, body and answer. */`,
    `export interface ${name} {`,
    ...found.map(([path, item]) => {
      const { parameters = [], requestBody, responses } = item[method];
      const own = (where) => parameters.filter((each) => each.in === where);
      const parts = [
        `params: ${record(own("query"))}`,
        `path: ${record(own("path"))}`,
        ...(requestBody === undefined ? [] : [`body: ${content(requestBody)}`]),
        `answer: ${answer(responses)}`,
      ];
      return `  "${path}": { ${parts.join("; ")} };`;
    }),
    "}",
    "",
  ];
}

function record(parameters) {
  if (parameters.length === 0) return "Record<never, never>";
  const fields = parameters.map(
    (each) => `${key(each.name)}${each.required === true ? "" : "?"}: ${typeOf(each.schema)} | undefined`,
  );
  return `{ ${fields.join("; ")} }`;
}

function answer(responses) {
  const good = Object.entries(responses).find(([status]) => status.startsWith("2"))?.[1];
  return good === undefined ? "unknown" : content(good);
}

function content({ content: bodies = {} }) {
  const json = bodies["application/json"];
  if (json !== undefined) return typeOf(json.schema);
  return Object.keys(bodies).length === 0 ? "null" : "Blob";
}

function typeOf(schema) {
  if (schema === undefined || schema === true || Object.keys(schema).length === 0) return "unknown";
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
  for (const union of [schema.anyOf, schema.oneOf])
    if (union !== undefined) return union.map((each) => `(${typeOf(each)})`).join(" | ");
  if (schema.allOf !== undefined) return schema.allOf.map((each) => `(${typeOf(each)})`).join(" & ");
  const kinds = Array.isArray(schema.type) ? schema.type : [schema.type];
  return kinds.map((kind) => plain(kind, schema)).join(" | ");
}

function plain(kind, schema) {
  if (kind === "integer" || kind === "number") return "number";
  if (kind === "array") return `readonly (${typeOf(schema.items)})[]`;
  if (kind !== "object") return kind ?? "unknown";
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0)
    return schema.additionalProperties === false
      ? "Record<never, never>"
      : `Readonly<Record<string, ${typeOf(schema.additionalProperties)}>>`;
  const required = schema.required ?? [];
  const inner = fields.map(([name, value]) => {
    const note = value.description === undefined ? "" : `/** ${sentence(value.description)} */ `;
    return `${note}readonly ${key(name)}${required.includes(name) ? "" : "?"}: ${typeOf(value)}`;
  });
  return `{ ${inner.join("; ")} }`;
}

function key(name) {
  return /^\w+$/.test(name) ? name : `"${name}"`;
}

function sentence(text) {
  return text.replaceAll("*/", "* /").replaceAll("\n", " ");
}
