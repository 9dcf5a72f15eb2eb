import { copyFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../../engines/duckdb/engine.ts";
import { SmacError } from "../../errors.ts";
import { isGlob } from "./glob.ts";
import { readHead } from "./head.ts";
import { recognise } from "./kind.ts";
import { openLoaded } from "./loaded.ts";
import { openParquet } from "./parquet.ts";
import { findFiles } from "./paths.ts";
import type { Place } from "./paths.ts";
import { openRejects } from "./rejects.ts";
import type { Opened, SourceContext } from "./source.ts";
import type { FileTable, TableSpec } from "./table-spec.ts";
import { rewrite } from "./transcode.ts";

/** Tables opened over an engine so far, so that their names differ. */
const tableCounts = new WeakMap<Engine, number>();

/**
 * Opens files as one table of the engine. Text, XLSX and SQLite files are
 * loaded, with every value of a text file as text; Parquet files are read where
 * they lie. Files with different columns are joined by name.
 *
 * @throws SmacError `INPUT_…`: no such file, nothing matched, a folder, empty,
 * not a table, no header, doubled columns, bad rows; see docs/troubleshooting.md.
 * @example
 * ```ts
 * const table = await openTable(engine, { paths: ["events-*.csv"], badRows: "fail", cwd, stdin, name: "events", onNote });
 * await engine.rows(`SELECT count(*) AS n FROM ${table.relation}`);
 * ```
 */
export async function openTable(engine: Engine, spec: TableSpec): Promise<FileTable> {
  const number = (tableCounts.get(engine) ?? 0) + 1;
  tableCounts.set(engine, number);
  const relation = `smac_table_${number}`;
  let copies = 0;
  const context: SourceContext = {
    engine,
    spec,
    rejects: await openRejects(engine, spec, relation),
    scratchPath: () => join(engine.scratch, `${relation}-${(copies += 1)}`),
  };
  const places = await findFiles(spec.paths, {
    cwd: spec.cwd,
    stdin: spec.stdin,
    scratch: engine.scratch,
    onNote: spec.onNote,
  });
  const opened: Opened[] = [];
  for (const place of places) opened.push(await lookAt(place, context));
  const kinds = new Set(opened.map(({ recognised }) => recognised.kind === "parquet"));
  if (kinds.size > 1) {
    throw new SmacError(
      "INPUT_MIXED_KINDS",
      `${spec.name}: Parquet and other files cannot be one table (“${opened[0]?.place.label}”, “${opened.at(-1)?.place.label}”)`,
      {
        hint: "give files of one kind",
      },
    );
  }
  const table = kinds.has(true)
    ? await openParquet(opened, relation, context)
    : await openLoaded(opened, relation, context);
  await context.rejects.settle();
  return table;
}

async function lookAt(place: Place, context: SourceContext): Promise<Opened> {
  const { spec } = context;
  const head = await readHead(place);
  const recognised = recognise(head, place.label, spec.encoding);
  const byEngine = !["xlsx", "sqlite"].includes(recognised.kind);
  const unpack = head.gzip && ["parquet", "xlsx", "sqlite"].includes(recognised.kind);
  if (!unpack) return { place: byEngine ? await plainlyNamed(place, context) : place, head, recognised };
  const path = context.scratchPath();
  await rewrite(place, path, { gzip: true, encoding: null, newlines: false, signal: context.spec.signal });
  return { place: { ...place, path }, head: { ...head, gzip: false }, recognised };
}

/** The engine takes names such as `a*.csv` for patterns, so such a file gets another name. */
async function plainlyNamed(place: Place, context: SourceContext): Promise<Place> {
  if (!isGlob(place.path)) return place;
  const path = context.scratchPath();
  await symlink(place.path, path).catch(() => copyFile(place.path, path));
  return { ...place, path };
}
