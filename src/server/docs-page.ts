import { createHash } from "node:crypto";

/** The reference page, and the policy by which it may use its own style and nothing else. */
export interface DocsPage {
  readonly html: string;
  readonly policy: string;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly $ref?: string;
}
interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses?: Readonly<
    Record<string, { readonly description?: string; readonly content?: Readonly<Record<string, unknown>> }>
  >;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
details { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 6px; margin: .5rem 0; padding: .5rem .75rem; }
summary { cursor: pointer; } summary code { font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; } th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
td, th { border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
pre { overflow: auto; } code { font-family: ui-monospace, monospace; font-size: .9em; }
`;

/** The reference page of a document: plain HTML, no script, nothing from elsewhere. */
export function docsPage(document: object): DocsPage {
  const { info, paths, components } = document as {
    info: { title: string; description?: string };
    paths: Record<string, Record<string, Operation>>;
    components?: { schemas?: Record<string, unknown> };
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags ?? []))];
  const sections = tags.map(
    (tag) =>
      `<h2>${escaped(tag)}</h2>${operations
        .filter(({ operation }) => operation.tags?.includes(tag))
        .map(({ path, method, operation }) => operationHtml(path, method, operation))
        .join("")}`,
  );
  const schemas = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details id="schema-${escaped(name)}"><summary><code>${escaped(name)}</code></summary><pre><code>${escaped(JSON.stringify(schema, null, 2))}</code></pre></details>`,
  );
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(info.title)} API</title><style>${style}</style></head><body><main><h1>${escaped(info.title)} API</h1><p>${escaped(info.description ?? "")}</p><p>The same for programs: <a href="/api/openapi.json">openapi.json</a>. Where a token is needed, send <code>Authorization: Bearer TOKEN</code>.</p>${sections.join("")}<h2>Shapes</h2>${schemas.join("")}</main></body></html>`;
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return { html, policy };
}

function operationHtml(path: string, method: string, operation: Operation): string {
  const { summary = "", parameters = [], requestBody, responses = {} } = operation;
  const rows = parameters.map(
    ({ name, required, description = "", schema }) =>
      `<tr><td><code>${escaped(name)}</code>${required === true ? " (needed)" : ""}</td><td>${escaped(description)}${choices(schema)}</td></tr>`,
  );
  const bodies = Object.values(requestBody?.content ?? {}).map(({ schema }) => `<p>Body: ${named(schema)}</p>`);
  const answers = Object.entries(responses).map(
    ([status, { description = "", content = {} }]) =>
      `<tr><td>${escaped(status)}</td><td>${escaped(description)}<br>${Object.keys(content)
        .map((type) => `<code>${escaped(type)}</code>`)
        .join(" ")}</td></tr>`,
  );
  return `<details><summary><code>${escaped(method.toUpperCase())} ${escaped(path)}</code> ${escaped(summary)}</summary>${rows.length === 0 ? "" : `<table><tr><th>Parameter</th><th>Meaning</th></tr>${rows.join("")}</table>`}${bodies.join("")}<table><tr><th>Status</th><th>Answer</th></tr>${answers.join("")}</table></details>`;
}

function choices(schema: Schema | undefined): string {
  if (schema?.enum === undefined) return "";
  return `: ${schema.enum.map((word) => `<code>${escaped(String(word))}</code>`).join(", ")}`;
}

function named(schema: Schema | undefined): string {
  const name = schema?.$ref?.split("/").at(-1);
  return name === undefined ? "JSON" : `<a href="#schema-${escaped(name)}">${escaped(name)}</a>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
