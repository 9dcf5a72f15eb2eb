import { expect, test } from "vitest";
import { caseFolder } from "./case-folder.ts";
import { runSmac } from "./run-smac.ts";

// Conditions that compare cells with a number, where cells are none.

const files = {
  "sales.csv":
    'Kunde,Datum,Betrag,Land\na,2026-01-05,"1.234,50",x\nb,2026-01-06,"900,00",\nc,2026-01-07,1200,y\nd,2026-01-08,,z\n',
  "firms.csv": "cluster,seats,size\na,12,big\nb,many,small\n",
};
const told = "2 cells of “Betrag” are no numbers, e.g. “1.234,50”: they match no comparison with a number";

function report(more: readonly string[], command: readonly string[] = ["report"]) {
  const args = [...command, "sales.csv", "--at", "Datum", "--cluster", "Kunde", ...more];
  return runSmac(args, { cwd: caseFolder(files), now: "2026-03-01T00:00:00Z" });
}

test.each([
  ["--where", "Betrag > 500", 1],
  ["--where", "Kunde = 'c' OR Betrag * 2 > 500", 1],
  ["--where", "Betrag BETWEEN 500 AND 5000", 1],
  ["--where", "NOT (abs(Betrag) IN (1, 2))", 1],
  ["--exclude", "Betrag < 5000", 3],
])("%s %s tells of the cells that are no numbers", async (flag, condition, active) => {
  const ran = await report([flag, condition, "--format", "json"]);
  const answer = JSON.parse(ran.stdout);
  expect(answer.rows[0].active).toBe(active);
  expect(answer.warnings).toEqual([{ code: "NOT_NUMBERS", message: `${told} (${flag})` }]);
});

test("the table and lists tell it too", async () => {
  expect((await report(["--where", "Betrag > 500"])).stdout.replaceAll(/\s+/g, " ")).toContain(told);
  const list = await report(["--where", "Betrag > 500", "--in", "2026-01"], ["clusters"]);
  expect(list.stderr + list.stdout).toContain("2 cells of “Betrag” are no numbers");
});

test("a column without a number is refused", async () => {
  const ran = await report(["--where", "Kunde > 500"]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain("--where compares column “Kunde” with a number, and no cell of it is one, e.g. “a”");
  expect(ran.stderr).toContain("compare it with a text in single quotes");
  expect(ran.stderr).toContain("QUERY_BAD_VALUE");
});

test("attributes beside the activities are told of and refused alike", async () => {
  const some = await report([
    "--attributes",
    "firms.csv",
    "--by",
    "seats",
    "--exclude",
    "seats > 10",
    "--format",
    "json",
  ]);
  expect(JSON.parse(some.stdout).warnings[0].message).toContain(
    "1 cell of “seats” is no number, e.g. “many”: it matches",
  );
  const none = await report(["--attributes", "firms.csv", "--by", "size", "--exclude", "size > 10"]);
  expect([none.code, none.stderr.includes("column “size” with a number")]).toEqual([2, true]);
});

test("empty cells, texts and numbers alone say nothing", async () => {
  for (const condition of ["Betrag = '900,00'", "Kunde = 'a'", "length(Land) > 0", "Land IS NULL"]) {
    const ran = await report(["--where", condition, "--format", "json"]);
    expect([condition, ran.code, JSON.parse(ran.stdout).warnings]).toEqual([condition, 0, undefined]);
  }
});
