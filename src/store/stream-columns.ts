import type { Engine } from "../engines/duckdb/engine.ts";
import { text } from "../sql/fragment.ts";

/** What was seen of a column of a stream so far. */
export interface KnownColumn {
  readonly name: string;
  /** A bit for each kind of value that it held; see sync/drift.ts. */
  readonly kinds: number;
  /** Whether every row had it. */
  readonly always: boolean;
}

/** What was seen of the columns of a stream; nothing when it was never read. */
export async function readColumns(engine: Engine, source: string): Promise<readonly KnownColumn[]> {
  return engine.rows<{ name: string; kinds: number; always: boolean }>(
    "SELECT name, kinds, always FROM stream_columns WHERE source = ? ORDER BY rowid",
    text(source).params,
  );
}

/** Remembers what was seen of the columns of a stream; belongs in a transaction. */
export async function writeColumns(engine: Engine, source: string, columns: readonly KnownColumn[]): Promise<void> {
  await engine.run("DELETE FROM stream_columns WHERE source = ?", text(source).params);
  await engine.append(
    "stream_columns",
    ["source", "name", "kinds", "always"],
    columns.map(({ name, kinds, always }) => [source, name, kinds, always]),
  );
}
