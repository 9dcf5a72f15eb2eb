import fc from "fast-check";
import { expect, test } from "vitest";
import { SmacError } from "../../src/errors.ts";
import { rowCells } from "../../src/sources/kit/cells.ts";
import type { Json, Row } from "../../src/sources/kit/row.ts";
import type { Batch } from "../../src/sources/kit/source.ts";
import { scriptedProject, standingRows } from "../sync/scripted-project.ts";
import type { SyncReceipt } from "../../src/sync/sync-work.ts";
import { propertyRuns, propertySeed } from "./runs.ts";

// Batches in any split and order, with duplicates, rows without keys, drifting
// columns, passes that break off and are gone on with: what stands must be what
// a map holds that takes the same batches one after another.

const seed = propertySeed();
const runs = propertyRuns(30);
const days = ["2026-01-30", "2026-01-31", "2026-02-01", "2026-02-01T12:00:00Z", "", "soon", " 2026-01-31 "];

const cells = fc.oneof<fc.Arbitrary<Json>[]>(
  fc.constant(null),
  fc.constantFrom("", "x", "0:1:x", "\u001f", "ä\u0000'\"", "null"),
  fc.integer({ min: -2, max: 2 }),
  fc.boolean(),
  fc.constant([1, null]),
  fc.record({ inner: fc.constantFrom<Json>(1, null, "y") }),
);

const rows: fc.Arbitrary<Row> = fc
  .tuple(
    fc.constantFrom<Json>(1, 2, 3, 4, 5, 6, " 6", null, ""),
    fc.constantFrom(...days),
    fc.constantFrom("a", "b", null),
    fc.dictionary(fc.constantFrom("p", "P", "q", "_key", "_row", ""), cells, { maxKeys: 4 }),
  )
  .map(([id, date, customer, more]) => ({ ...more, id, date, customer }));

const window = { column: "date", from: "2026-01-31", to: "2026-02-01" };

const oneBatch: fc.Arbitrary<Batch> = fc
  .tuple(
    fc.array(rows, { maxLength: 5 }),
    fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 1 }),
    fc.constantFrom<Partial<Batch>>({}, {}, {}, { pass: "begins" }, { pass: "begins", window }, { pass: "ends" }),
    fc.option(fc.integer(), { nil: undefined }),
  )
  .map(([given, gone, pass, cursor]) => ({
    rows: given,
    ...(gone.length === 0 ? {} : { gone: gone.map((id) => ({ id })) }),
    ...pass,
    ...(cursor === undefined ? {} : { cursor }),
  }));

interface Reading {
  readonly batches: readonly Batch[];
  readonly breaksOff: boolean;
  readonly keepRows: number;
}

const readings: fc.Arbitrary<readonly Reading[]> = fc.array(
  fc.record({
    batches: fc.array(oneBatch, { maxLength: 6 }),
    breaksOff: fc.boolean(),
    keepRows: fc.constantFrom(1, 4, 1000),
  }),
  { minLength: 1, maxLength: 4 },
);

type Cells = Readonly<Record<string, string>>;

/** What stands, taken one batch after another. */
class Oracle {
  readonly standing = new Map<string, Cells>();
  cursor: Json = null;
  rejected = 0;
  private met: Set<string> | null = null;
  private window: Batch["window"];

  take(batch: Batch): void {
    if (batch.pass === "begins") {
      this.met = new Set();
      this.window = batch.window;
    }
    for (const row of batch.rows) {
      const key = this.keyOf(row);
      if (key === null) continue;
      this.standing.set(key, cellsOf(row));
      this.met?.add(key);
    }
    for (const row of batch.gone ?? []) this.standing.delete(this.keyOf(row) ?? "");
    if (batch.pass === "ends" && this.met !== null) {
      for (const [key, row] of this.standing) if (!this.met.has(key) && this.inWindow(row)) this.standing.delete(key);
      this.met = null;
    }
    if (batch.cursor !== undefined) this.cursor = batch.cursor;
  }

  private keyOf({ id }: Row): string | null {
    const key = (rowCells({ id: id ?? null }).get("id") ?? "").trim();
    if (key === "") this.rejected += 1;
    return key === "" ? null : key;
  }

  private inWindow(row: Cells): boolean {
    if (this.window === undefined) return true;
    const value = row["date"]?.trim();
    return value !== undefined && value >= this.window.from && value < this.window.to;
  }
}

function cellsOf(row: Row): Cells {
  const filled = [...rowCells(row)].filter((cell): cell is [string, string] => cell[1] !== null);
  return Object.fromEntries(filled.map(([name, value]) => [name === "_key" ? "_key (2)" : name, value]));
}

/** Invoices a day of each customer, as the standing rows say. */
function activeDays(standing: Iterable<Cells>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { date, customer } of standing) {
    const day = /^2026-\d\d-\d\d/.exec(date?.trim() ?? "")?.[0];
    if (day !== undefined && customer !== undefined)
      counts[`${customer} ${day}`] = (counts[`${customer} ${day}`] ?? 0) + 1;
  }
  return counts;
}

async function afterReadings(given: readonly Reading[]) {
  const project = scriptedProject();
  try {
    return await project.store(async (store) => {
      const receipts: SyncReceipt[] = [];
      for (const { batches, breaksOff, keepRows } of given) {
        project.scripts["invoices"] = async function* () {
          yield* batches;
          if (breaksOff) throw new SmacError("SOURCE_UNREACHABLE", "books does not answer");
        };
        const keepEvery = { rows: keepRows, microseconds: 1_000_000_000 };
        receipts.push(await project.syncInto(store, { streams: ["books.invoices"], keepEvery }));
      }
      const counted = await store.engine.rows<{ unit: string; n: number }>(
        "SELECT cluster || ' ' || strftime(DATE '1970-01-01' + day, '%Y-%m-%d') AS unit, sum(events)::BIGINT AS n FROM active_days WHERE cluster IS NOT NULL GROUP BY 1",
      );
      const made = await store.engine.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'raw_books.invoices'");
      const [twice] =
        made.length === 0
          ? [{ n: 0 }]
          : await store.engine.rows<{ n: number }>(
              'SELECT count(*) - count(DISTINCT _key) AS n FROM "raw_books.invoices" WHERE _forgotten IS NULL',
            );
      return {
        standing: await standingRows(store, "books.invoices"),
        days: Object.fromEntries(counted.map(({ unit, n }) => [unit, n])),
        cursor: (await store.streamStates()).get("books.invoices")?.cursor,
        twice: twice?.n,
        sum: receipts.flatMap(({ streams }) => streams).reduce((sum, one) => sum + one.inserted - one.gone, 0),
        rejected: receipts.flatMap(({ streams }) => streams).reduce((sum, one) => sum + one.rejected, 0),
      };
    });
  } finally {
    project.remove();
  }
}

test(`seed ${seed}: ${runs} histories of readings leave what a map would hold`, async () => {
  await fc.assert(
    fc.asyncProperty(readings, async (given) => {
      const oracle = new Oracle();
      for (const { batches } of given) for (const batch of batches) oracle.take(batch);
      const found = await afterReadings(given);
      expect(found).toEqual({
        standing: Object.fromEntries(oracle.standing),
        days: activeDays(oracle.standing.values()),
        cursor: oracle.cursor,
        twice: 0,
        sum: oracle.standing.size,
        rejected: oracle.rejected,
      });
    }),
    { seed, numRuns: runs },
  );
}, 300_000);
