import { SmacError } from "../../errors.ts";
import { identifier, textLiteral } from "../../sql/quote.ts";
import type { Head } from "./head.ts";
import type { FileKind, Recognised } from "./kind.ts";
import { linesOfRows } from "./lines.ts";
import type { LinedFile } from "./lines.ts";
import type { Place } from "./paths.ts";
import { chosen } from "./source.ts";
import type { LoadTarget, Source, SourceContext } from "./source.ts";
import { rewrite, verifyGzip } from "./transcode.ts";
import { utf8File } from "./utf8-file.ts";

const formats: Partial<Record<FileKind, string>> = {
  "json-lines": "newline_delimited",
  "json-array": "array",
  "json-stream": "unstructured",
};

/** A JSON file as the engine holds it while it is looked at. */
interface Staged {
  readonly table: string;
  readonly file: LinedFile;
  readonly place: Place;
  readonly kind: FileKind;
}

/**
 * Looks at a file of JSON objects, one a line or in an array. Its columns are
 * the names all objects have together, in the order first seen; values become
 * text as they are written, lists and objects as JSON.
 */
export async function inspectJson(
  place: Place,
  seen: { head: Head; recognised: Recognised; number: number },
  context: SourceContext,
): Promise<Source> {
  const { engine } = context;
  const staged: Staged = {
    table: `smac_json_${seen.number}`,
    file: await plainFile(place, seen, context),
    place,
    kind: seen.recognised.kind,
  };
  await stage(staged, context);
  const names = await keysOf(staged, context);
  const columns = names.map((name) => ({ name, type: "text" as const }));
  const head = await engine.rows<{ fields: (string | null)[] | null }>(
    `SELECT ${extracted(names)} AS fields FROM (SELECT json FROM ${staged.table} WHERE json_type(json) = 'OBJECT' LIMIT 100)`,
  );
  return {
    place,
    columns,
    sample: head.map(({ fields }) => names.map((_, i) => fields?.[i] ?? "")),
    load: (target) => load(staged, { target, names }, context),
    lined: () => (staged.kind === "json-lines" ? { ...staged.file, quotes: null, before: 0 } : null),
  };
}

async function plainFile(
  place: Place,
  seen: { head: Head; recognised: Recognised },
  context: SourceContext,
): Promise<LinedFile> {
  if (seen.head.gzip) await verifyGzip(place, context.spec);
  if (!seen.recognised.mark || seen.recognised.encoding !== "utf-8") return utf8File(place, seen, context);
  // The engine's JSON reader takes a byte order mark for a broken record.
  const path = context.scratchPath();
  await rewrite(place, path, { gzip: seen.head.gzip, encoding: "utf-8", newlines: false, signal: context.spec.signal });
  return { path, gzip: false };
}

async function stage(staged: Staged, context: SourceContext): Promise<void> {
  const lines = staged.kind === "json-lines";
  const source = `read_json_objects(${textLiteral(staged.file.path)}, format = '${formats[staged.kind]}',
    compression = '${staged.file.gzip ? "gzip" : "uncompressed"}', ignore_errors = ${lines}, hive_partitioning = false)`;
  try {
    const signal = context.spec.signal;
    await context.engine.run(
      `CREATE OR REPLACE TEMP TABLE ${staged.table} AS SELECT json FROM ${source}`,
      [],
      signal === undefined ? {} : { signal },
    );
  } catch (error) {
    if (!(error instanceof SmacError) || error.code !== "ENGINE_CONVERSION") throw error;
    const where = /at byte (\d+) in record\/value (\d+): (.*?)\.?\s*$/.exec(error.message.split("\n")[0] ?? "");
    const what = where === null ? error.message : `value ${where[2]} is broken: ${where[3]}`;
    throw new SmacError("INPUT_BAD_JSON", `“${staged.place.label}” is not whole JSON: ${what}`, {
      hint: "was the export cut off? JSON lines hold one {…} a line; a JSON file holds [{…}, …]",
      cause: error,
    });
  }
}

async function keysOf(staged: Staged, context: SourceContext): Promise<string[]> {
  const rows = await context.engine.rows<{ name: string }>(
    `SELECT name FROM (
       SELECT unnest(keys) AS name, generate_subscripts(keys, 1) AS place, row FROM (
         SELECT keys, min(row) AS row FROM (
           SELECT json_keys(json) AS keys, rowid AS row FROM ${staged.table} WHERE json_type(json) = 'OBJECT'
         ) GROUP BY keys))
     GROUP BY name ORDER BY min(row), arg_min(place, row), name`,
  );
  const names = rows.map((row) => row.name);
  if (names.length === 0) {
    throw new SmacError("INPUT_NO_COLUMNS", `“${staged.place.label}” holds no JSON object with a name`, {
      hint: 'each row is an object, e.g. {"customer": "a", "at": "2026-01-05"}',
    });
  }
  const doubled = names.filter(
    (name, i) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) !== i,
  );
  if (doubled.length > 0) {
    throw new SmacError(
      "INPUT_DUPLICATE_COLUMN",
      `“${staged.place.label}” has names that differ only in upper and lower case: “${doubled.join("”, “")}”`,
      {
        hint: "write them the same way in every row",
      },
    );
  }
  return names;
}

function extracted(names: readonly string[]): string {
  const paths = names.map((name) => textLiteral(`$."${name.replaceAll('"', '\\"')}"`));
  return `json_extract_string(json, [${paths.join(", ")}])`;
}

async function load(
  staged: Staged,
  about: { target: LoadTarget; names: readonly string[] },
  context: SourceContext,
): Promise<void> {
  const { engine } = context;
  const fields = chosen(about.target);
  const to = [...fields.map((field) => field.to), "f"].map(identifier).join(", ");
  const from = [...fields.map((_, i) => `fields[${i + 1}]`), String(about.target.file)].join(", ");
  const wanted = fields.map((field) => about.names[field.at] ?? "");
  const values = wanted.length === 0 ? "NULL" : extracted(wanted);
  try {
    await engine.run(
      `INSERT INTO ${identifier(about.target.table)} (${to})
       SELECT ${from} FROM (SELECT ${values} AS fields FROM ${staged.table} WHERE json_type(json) = 'OBJECT')`,
    );
    await collect(staged, context);
  } finally {
    await engine.run(`DROP TABLE IF EXISTS ${staged.table}`);
  }
}

async function collect(staged: Staged, context: SourceContext): Promise<void> {
  const bad = await context.engine.rows<{ row: number; text: string | null }>(
    `SELECT rowid + 1 AS row, json::VARCHAR AS text FROM ${staged.table} WHERE json IS NULL OR json_type(json) <> 'OBJECT' ORDER BY rowid`,
  );
  if (bad.length === 0) return;
  const rows = bad.map(({ row }) => row);
  const lines =
    staged.kind === "json-lines" ? await linesOfRows(staged.file, rows, { quotes: null, skip: () => false }) : rows;
  await context.rejects.add(
    bad.map(({ text }, i) => ({
      file: staged.place.label,
      line: lines[i] ?? 0,
      column: 1,
      reason: text === null ? "not whole JSON" : "not a JSON object",
      text: text ?? "",
    })),
  );
}
