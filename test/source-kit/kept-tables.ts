import { rowCells } from "../../src/sources/kit/cells.ts";
import type { Json, Row } from "../../src/sources/kit/row.ts";
import type { Batch, StreamSpec, TokenStore } from "../../src/sources/kit/source.ts";
import { rowKey } from "../../src/sync/row-key.ts";

type Cells = ReadonlyMap<string, string | null>;

/** What a sync keeps, in memory: tables, cursors and tokens, with the meaning that `Batch` gives them. */
export interface KeptTables {
  readonly tokens: TokenStore;
  cursor(stream: string): Json;
  /** Keeps a batch with its cursor. */
  take(stream: StreamSpec, batch: Batch): void;
  /** What is missing, too much or different; empty: nothing. `extra`: rows may be left that are gone. */
  differences(stream: StreamSpec, expected: readonly Row[], extra?: "extra"): readonly string[];
  size(stream: string): number;
}

/** Empty ones. */
export function keptTables(now: () => number): KeptTables {
  const tables = new Map<string, Map<string, Cells>>();
  const cursors = new Map<string, Json>();
  const passes = new Map<string, Set<string>>();
  const tokens = new Map<string, { readonly token: string; readonly expires: number }>();
  const table = (stream: string): Map<string, Cells> => {
    const found = tables.get(stream) ?? new Map<string, Cells>();
    tables.set(stream, found);
    return found;
  };
  function take(stream: StreamSpec, batch: Batch): void {
    const rows = table(stream.name);
    if (batch.pass === "begins") passes.set(stream.name, new Set());
    for (const row of batch.rows) {
      const cells = rowCells(row);
      const key = rowKey(cells, stream.key);
      if (key === null) throw new Error(`a row of ${stream.name} has no key: ${JSON.stringify(row)}`);
      rows.set(key, cells);
      passes.get(stream.name)?.add(key);
    }
    for (const row of batch.gone ?? []) rows.delete(rowKey(rowCells(row), stream.key) ?? "");
    if (batch.pass === "ends") endPass(stream.name, batch);
    if (batch.cursor !== undefined) cursors.set(stream.name, JSON.parse(JSON.stringify(batch.cursor)) as Json);
  }
  function endPass(stream: string, { window }: Batch): void {
    const seen = passes.get(stream);
    if (seen === undefined) throw new Error(`a pass of ${stream} ends that never began`);
    for (const [key, cells] of table(stream)) {
      const at = window === undefined ? "" : (cells.get(window.column) ?? "");
      const inside = window === undefined || (at >= window.from && at < window.to);
      if (inside && !seen.has(key)) table(stream).delete(key);
    }
    passes.delete(stream);
  }
  return {
    tokens: {
      get: async (name) => {
        const kept = tokens.get(name);
        return kept !== undefined && kept.expires > now() + 60_000_000 ? kept.token : null;
      },
      set: async (name, token, expires) => void tokens.set(name, { token, expires }),
      forget: async (name) => void tokens.delete(name),
    },
    cursor: (stream) => cursors.get(stream) ?? null,
    take,
    size: (stream) => table(stream).size,
    differences: (stream, expected, extra) => differences(table(stream.name), { stream, expected, extra }),
  };
}

function differences(
  rows: ReadonlyMap<string, Cells>,
  { stream, expected, extra }: { stream: StreamSpec; expected: readonly Row[]; extra: "extra" | undefined },
): string[] {
  const wanted = new Map(expected.map((row) => [rowKey(rowCells(row), stream.key) ?? "", rowCells(row)]));
  const surplus = [...rows.keys()].filter((key) => !wanted.has(key)).map((key) => `${stream.name}: ${key} is gone`);
  const wrong = [...wanted].flatMap(([key, cells]) => {
    const row = rows.get(key);
    if (row === undefined) return [`${stream.name}: ${key} is missing`];
    return [...cells]
      .filter(([column, cell]) => (row.get(column) ?? null) !== cell)
      .map(
        ([column, cell]) => `${stream.name}: ${key}: ${column} is ${row.get(column) ?? "null"}, not ${cell ?? "null"}`,
      );
  });
  return [...(extra === "extra" ? [] : surplus), ...wrong];
}
