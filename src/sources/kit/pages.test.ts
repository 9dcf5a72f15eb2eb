import { describe, expect, test } from "vitest";
import { randomStream } from "../../demo/random.ts";
import { overlappingPages } from "./overlapping-pages.ts";
import { pages } from "./pages.ts";
import type { Page } from "./pages.ts";
import type { Row } from "./row.ts";

describe("pages", () => {
  test("one after another, the next one asked for while one is worked on", async () => {
    const asked: number[] = [];
    const read = async (at: number): Promise<Page<number>> => {
      asked.push(at);
      return { rows: [{ id: at }], next: at === 3 ? null : at + 1 };
    };
    const seen: [number, unknown][] = [];
    for await (const { rows } of pages({ name: "x", first: 1, read })) seen.push([asked.length, rows[0]?.["id"]]);
    expect(seen).toEqual([
      [2, 1],
      [3, 2],
      [3, 3],
    ]);
  });

  test("a page that comes twice by mistake is asked for once more", async () => {
    let mistakes = 1;
    const read = async (at: number): Promise<Page<number>> => {
      const id = at === 2 && mistakes-- > 0 ? 1 : at;
      return { rows: [{ id }], next: at === 3 ? null : at + 1 };
    };
    expect(await ids(pages({ name: "x", first: 1, read }))).toEqual([1, 2, 3]);
  });

  test.each<[string, (at: number) => Page<number>]>([
    ["gives the same page again and again", (at) => ({ rows: [{ id: 1 }], next: at + 1 })],
    ["leads back to a page that was read", (at) => ({ rows: [{ id: at }], next: at === 2 ? 1 : 2 })],
    ["has 21 pages in a row without a row", (at) => ({ rows: [], next: at + 1 })],
  ])("a list that %s is refused", async (what, page) => {
    const endless = pages({ name: "x", first: 1, read: async (at: number) => page(at) });
    await expect(ids(endless)).rejects.toMatchObject({ code: "SOURCE_BAD_ANSWER", message: `x: the list ${what}` });
  });

  test("trouble with the next page is told after this one", async () => {
    const read = async (at: number): Promise<Page<number>> => {
      if (at === 2) throw new Error("gone");
      return { rows: [{ id: at }], next: 2 };
    };
    const list = pages({ name: "x", first: 1, read });
    expect((await list.next()).value?.rows).toEqual([{ id: 1 }]);
    await new Promise((resolve) => void setTimeout(resolve, 5));
    await expect(list.next()).rejects.toThrow("gone");
  });
});

describe("overlapping pages", () => {
  test("a list that stands still costs few pages more", async () => {
    for (const [rows, pages] of [
      [0, 1],
      [1, 1],
      [200, 1],
      [201, 2],
      [10_000, 55],
      [100_000, 548],
    ] as const) {
      const list = Array.from({ length: rows }, (_, id) => id);
      const { asked, read } = await readList(list, 200, () => {});
      expect(new Set(read).size).toBe(rows);
      expect(asked).toBe(pages);
    }
  });

  test("no row is missed that was there all the time, whatever comes and goes", async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = randomStream(7, seed);
      const list = Array.from({ length: random.below(400) }, (_, id) => id);
      const stayed = new Set(list);
      let next = list.length;
      const { read } = await readList(list, 8 + random.below(20), () => {
        for (let n = random.below(3); n > 0 && list.length > 0; n--) {
          const place = random.below(3) === 0 ? next++ : random.below(list.length);
          if (place >= list.length) list.push(place);
          else for (const gone of list.splice(place, 1 + random.below(2))) stayed.delete(gone);
        }
      });
      const seen = new Set(read);
      expect([...stayed].filter((id) => !seen.has(id))).toEqual([]);
    }
  });

  test("a list that never stands still is refused", async () => {
    let n = 0;
    const restless = overlappingPages({
      name: "x",
      largest: 10,
      keyOf: (row) => JSON.stringify(row["id"]),
      read: async ({ size }) => ({ rows: Array.from({ length: size }, () => ({ id: n++ })), more: true }),
    });
    await expect(async () => {
      for await (const rows of restless) if (n > 10_000) throw new Error(String(rows.length));
    }).rejects.toThrow("x: the list gives the same rows again and again, or changes too fast");
  });
});

async function readList(list: readonly number[], largest: number, between: () => void) {
  let asked = 0;
  const read: number[] = [];
  const rows = overlappingPages({
    name: "x",
    largest,
    keyOf: (row) => JSON.stringify(row["id"]),
    read: async ({ page, size }) => {
      asked++;
      between();
      const found: Row[] = list.slice((page - 1) * size, page * size).map((id) => ({ id }));
      return { rows: found, more: list.length > page * size };
    },
  });
  for await (const some of rows) read.push(...some.map((row) => row["id"] as number));
  return { asked, read };
}

async function ids(list: AsyncGenerator<Page<number>>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const { rows } of list) seen.push(...rows.map((row) => row["id"]));
  return seen;
}
