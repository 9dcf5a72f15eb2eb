import { expect, test } from "vitest";
import { csvRows } from "./csv-stream.ts";
import type { Row } from "./row.ts";

const TEXT = '\uFEFFId,Name,"No\nte"\r\n1,"Köln, ""Dom""",\r\n2,a"b,"x\r"\r\n\r\n3,,"y\n"';
const ROWS = [
  { Id: "1", Name: 'Köln, "Dom"', "No\nte": null },
  { Id: "2", Name: 'a"b', "No\nte": "x\r" },
  { Id: "3", Name: null, "No\nte": "y\n" },
];

test("cells with delimiters, quotes, line breaks and halves of letters, wherever the answer is split", async () => {
  const bytes = new TextEncoder().encode(TEXT);
  for (let size = 1; size <= bytes.length; size++) {
    const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.slice(i * size, (i + 1) * size),
    );
    expect(await read(parts, 2)).toEqual(ROWS);
  }
});

test("rows are given some at a time", async () => {
  const body = parts([new TextEncoder().encode("a\n1\n2\n\n3\n")]);
  const batches: (readonly Row[])[] = [];
  for await (const rows of csvRows({ name: "x", body, batch: 2 })) batches.push(rows);
  expect(batches).toEqual([
    [{ a: "1" }, { a: "2" }],
    [{ a: null }, { a: "3" }],
  ]);
});

test.each([
  ["a,b\n1", "a record has 1 cells where there are 2 columns"],
  ["a,b\n1,2,3\n", "a record has 3 cells where there are 2 columns"],
  ['a,b\n1,"2\n3,4\n', "it ends within quotes"],
  ["a,a\n1,2\n", "two columns are named “a”"],
])("%j is refused", async (text, what) => {
  await expect(read([new TextEncoder().encode(text)], 10)).rejects.toMatchObject({
    code: "SOURCE_BAD_ANSWER",
    message: `x: the CSV answer is broken: ${what}`,
  });
});

test("an empty answer, and one of a header alone, have no rows", async () => {
  expect(await read([], 1)).toEqual([]);
  expect(await read([new TextEncoder().encode("a,b")], 1)).toEqual([]);
});

async function read(bytes: readonly Uint8Array[], batch: number): Promise<Row[]> {
  const all: Row[] = [];
  for await (const rows of csvRows({ name: "x", body: parts(bytes), batch })) all.push(...rows);
  return all;
}

async function* parts(bytes: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* bytes;
}
