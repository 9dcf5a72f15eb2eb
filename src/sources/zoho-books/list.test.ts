import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Row } from "../kit/row.ts";
import type { ListPart } from "./api.ts";
import { cell } from "./cell.ts";
import { listParts } from "./list.ts";
import type { Place, ReadPart } from "./list.ts";
import type { Span } from "./spans.ts";

/** A list that changes between two calls. */
function changing(count: number, changes: ReadonlyMap<number, (ids: number[]) => void>) {
  let ids = Array.from({ length: count }, (_, n) => n);
  let calls = 0;
  return {
    ids: () => ids,
    calls: () => calls,
    ask: async ({ page, size }: Span): Promise<ListPart> => {
      const now = [...ids];
      changes.get(calls++)?.(now);
      ids = now;
      const start = (page - 1) * size;
      const rows = ids
        .slice(start, start + size)
        .map((id): Row => ({ id: String(id), at: String(id).padStart(9, "0") }));
      return { rows, hasMore: start + size < ids.length, size, page, at: 0 };
    },
  };
}

const reading = {
  from: null as Place | null,
  steady: true,
  id: (row: Row) => cell(row, "id"),
  sorted: { value: (row: Row) => cell(row, "at"), isBefore: (a: string, b: string) => a < b },
};

async function all(parts: AsyncGenerator<ReadPart>): Promise<{ seen: Set<string>; last: ReadPart; parts: ReadPart[] }> {
  const seen = new Set<string>();
  const kept: ReadPart[] = [];
  for await (const part of parts) {
    kept.push(part);
    for (const row of part.rows) seen.add(reading.id(row));
  }
  return { seen, last: kept.at(-1)!, parts: kept };
}

describe("a list that changes while it is read", () => {
  const deletions = fc.array(
    fc.record({
      call: fc.nat(14),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      count: fc.integer({ min: 1, max: 260 }),
    }),
    { maxLength: 5 },
  );

  test("a row that stays is read, or it is said that the list is not whole", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1900 }), deletions, async (count, planned) => {
        const changes = new Map(
          planned.map(({ call, from, count: many }) => [
            call,
            (ids: number[]) => void ids.splice(Math.floor(from * ids.length), many),
          ]),
        );
        const list = changing(count, changes);
        const { seen, last } = await all(listParts({ ...reading, ask: list.ask }));
        if (!last.whole) return;
        expect(list.ids().filter((id) => !seen.has(String(id)))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("rows that are added at the end or in front cost nothing but themselves", async () => {
    const list = changing(
      900,
      new Map([
        [2, (ids) => void ids.push(5000, 5001)],
        [3, (ids) => void ids.unshift(-1)],
      ]),
    );
    const { seen, last } = await all(listParts({ ...reading, ask: list.ask }));
    expect(last.whole).toBe(true);
    expect(Array.from({ length: 900 }, (_, n) => n).filter((id) => !seen.has(String(id)))).toEqual([]);
    expect(list.calls()).toBe(5);
  });

  test("one deleted row is noticed without another call", async () => {
    const list = changing(900, new Map([[2, (ids) => void ids.splice(10, 1)]]));
    const { seen, last } = await all(listParts({ ...reading, ask: list.ask }));
    expect([last.whole, last.steady, list.calls()]).toEqual([true, true, 5]);
    expect(seen.size).toBe(900);
  });

  test("broken off anywhere and gone on with, whatever was deleted meanwhile, nothing that stays is missing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 300, max: 1200 }), fc.nat(5), fc.nat(250), async (count, stop, gone) => {
        const list = changing(count, new Map([[100, (ids) => void ids.splice(0, gone)]]));
        const seen = new Set<string>();
        let place: Place | null = null;
        let parts = 0;
        for await (const part of listParts({ ...reading, ask: list.ask })) {
          for (const row of part.rows) seen.add(reading.id(row));
          place = part.place;
          if (parts++ === stop) break;
        }
        if (place === null) return;
        const left = list.ids().slice(gone);
        const rest = changing(0, new Map([[0, (ids) => void ids.push(...left)]]));
        const again = await all(listParts({ ...reading, from: place, ask: rest.ask }));
        for (const id of again.seen) seen.add(id);
        expect(again.last.whole).toBe(true);
        expect(left.filter((id) => !seen.has(String(id)))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

test("an order that is not kept is not steady; pages of another size end all the same", async () => {
  const shuffled = changing(500, new Map([[1, (ids) => void ids.reverse()]]));
  const { last } = await all(listParts({ ...reading, sorted: null, ask: shuffled.ask }));
  expect(last.steady).toBe(false);
  const list = changing(430, new Map());
  const small = (span: Span) => list.ask({ ...span, size: 30 });
  const { seen, last: end } = await all(listParts({ ...reading, ask: small }));
  expect([seen.size, end.whole]).toEqual([430, true]);
});
