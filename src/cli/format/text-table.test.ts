import { expect, test } from "vitest";
import { textTable } from "./text-table.ts";
import type { TextColumn } from "./text-table.ts";

const lines = (...all: string[]) => all.map((line) => `${line}\n`).join("");
const plain = (width: number) => ({ colour: false, width });

const columns: readonly TextColumn[] = [
  { header: "cluster" },
  { header: "name", shrinkTo: 6 },
  { header: "days", align: "right", drop: 1 },
  { header: "events", align: "right", drop: 1 },
  { header: "reason", drop: 2 },
];
const rows = [
  ["A-1", "株式会社ノース", "12", "345", "new"],
  ["A-2", "Café ☕ Rail", "1", "7", "not active since May"],
];

test("columns are aligned by what the terminal shows, wide characters and emoji too", () => {
  expect(textTable(columns, rows, plain(80))).toBe(
    lines(
      "cluster  name            days  events  reason",
      "A-1      株式会社ノース    12     345  new",
      "A-2      Café ☕ Rail       1       7  not active since May",
    ),
  );
});

test("what may shrink shrinks first", () => {
  expect(textTable(columns, rows, plain(51))).toBe(
    lines(
      "cluster  name    days  events  reason",
      "A-1      株式…     12     345  new",
      "A-2      Café …     1       7  not active since May",
    ),
  );
});

test("then columns leave, the highest number first, and it is said", () => {
  expect(textTable(columns, rows, plain(33))).toBe(
    lines(
      "cluster  name        days  events",
      "A-1      株式会社…     12     345",
      "A-2      Café ☕ R…     1       7",
      "a wider window shows reason too",
    ),
  );
  expect(textTable(columns, rows, plain(20))).toBe(
    lines(
      "cluster  name",
      "A-1      株式会社ノ…",
      "A-2      Café ☕ Ra…",
      "a wider window shows days, events and reason too",
    ),
  );
});

test("cells cannot reach the terminal or break the line", () => {
  expect(textTable([{ header: "a\nb" }, { header: "c" }], [["\u001b]0;title\u0007", "x\r\ny"]], plain(80))).toBe(
    lines("a b         c", "�]0;title�  x y"),
  );
});

test("rules, styles, missing cells and no header", () => {
  const table = [
    { cells: ["a", { text: "1", style: "bad" as const }] },
    { cells: ["total"], rule: true, style: "bold" as const },
  ];
  expect(textTable([{ header: "" }, { header: "", align: "right" }], table, { colour: true, width: 80 })).toBe(
    lines("a      \u001b[31m1\u001b[39m", "\u001b[2m────────\u001b[22m", "\u001b[1mtotal\u001b[22m"),
  );
});

test("no rows: the header alone", () => {
  expect(textTable([{ header: "team" }, { header: "users", align: "right" }], [], plain(80))).toBe("team  users\n");
});
