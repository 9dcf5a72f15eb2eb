import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { describe, expect, test } from "vitest";
import { caseFolder, clustersOf, reportOf } from "./case-folder.ts";
import { runSmac } from "./run-smac.ts";

const columns = ["--cluster", "who", "--at", "at"];

describe("hostile names come out as they went in", () => {
  const names = [
    "Robert'); DROP TABLE tally;--",
    "a;b",
    'a "quoted" one',
    "🦊",
    "$1 ?1 %s {x} \\n",
    "NULL",
    "two\nlines",
    "=1+1",
    "ünï",
    "__proto__",
    "日本,語",
    "' or 1=1",
  ];
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

  test("as clusters, members, products, stages and attribute values", async () => {
    const folder = caseFolder({
      "a.csv": `who,what,by,at\n${names.map((name) => `${cell(name)},${cell(name)},${cell(name)},2026-01-05`).join("\n")}\n`,
      "stages.csv": `cluster,stage,from\n${names.map((name) => `${cell(name)},${cell(name)},2026-01-01`).join("\n")}\n`,
    });
    const args = ["a.csv", ...columns, "--stages", "stages.csv", "--product", "what"];
    const { rows } = await reportOf(folder, [...args, "--by", "by"]);
    const own = rows.filter((row) => row.active === 1 && row.product !== null);
    expect(own.map((row) => [row.product, row.by["by"]])).toEqual(own.map((row) => [row.stage, row.stage]));
    expect(own.map((row) => String(row.stage)).toSorted()).toEqual(names.toSorted());
    const list = await clustersOf(folder, ["a.csv", ...columns, "--in", "2026-01"]);
    expect(list.clusters.map((each) => each.cluster).toSorted()).toEqual(names.toSorted());
    for (const name of names) {
      const { clusters } = await clustersOf(folder, [
        ...args,
        "--in",
        "2026-01",
        "--of-stage",
        name,
        "--of-product",
        name,
      ]);
      expect(clusters.map((each) => each.cluster)).toEqual([name]);
    }
  });

  test("as the names of files and columns", async () => {
    const file = "it's; a file & more.csv";
    const [who, at] = ["who'; drop table x;--", 'at "now" 🦊'];
    const folder = caseFolder({ [file]: `${cell(who)},${cell(at)}\na,2026-01-05\n` });
    const { rows } = await reportOf(folder, [file, "--cluster", who, "--at", at, "--by", who]);
    expect(rows).toMatchObject([{ active: 1, by: { [who]: "a" } }]);
  });

  test("and control characters do not reach a terminal", async () => {
    const folder = caseFolder({ "a.csv": "who,at\nred\u001b[31m,2026-01-05\nback\u202ewards,2026-01-06\n" });
    const { code, stdout } = await runSmac(["clusters", "a.csv", ...columns, "--in", "2026-01"], {
      cwd: folder,
      tty: true,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/red.?\[31m/);
    expect(stdout).not.toContain("\u001b[31m");
    expect(stdout).not.toContain("\u202e");
  });
});

describe("what a spreadsheet would run as a formula", () => {
  const formulas = ["=HYPERLINK(1)", "+1+1", "@SUM(A1)", "-2+3"];
  const files = { "a.csv": ["who,at", ...formulas.map((text) => `${text},2026-01-05`)] };

  test("is text in CSV", async () => {
    const { stdout } = await runSmac(["clusters", "a.csv", ...columns, "--format", "csv"], { cwd: caseFolder(files) });
    const first = stdout
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(",")[0]!);
    expect(first.sort()).toEqual(formulas.map((text) => `'${text}`).sort());
  });

  test("is text in XLSX", async () => {
    const folder = caseFolder(files);
    expect(await runSmac(["clusters", "a.csv", ...columns, "--output", "out.xlsx"], { cwd: folder })).toMatchObject({
      code: 0,
      stdout: "",
    });
    const { sheets } = await readXlsx(readFileSync(join(folder, "out.xlsx")));
    const first = sheets[0]!.rows.slice(1).map((row) => row[0]);
    expect(new Set(first)).toEqual(new Set(formulas));
    expect(first).toHaveLength(formulas.length);
  });
});

describe("texts that only look bad are read", () => {
  test.each<[string, Buffer, string]>([
    ["a byte order mark and Windows line ends", Buffer.from("\ufeffwho,at\r\na,2026-01-05\r\n"), "a"],
    ["UTF-16", Buffer.from("\ufeffwho,at\nä,2026-01-05\n", "utf16le"), "ä"],
    ["Latin-1", Buffer.from("who,at\nMüller,2026-01-05\n", "latin1"), "Müller"],
    ["line breaks and quotes in a cell", Buffer.from('who,at\n"a\nb ""q""",2026-01-05\n'), 'a\nb "q"'],
  ])("%s", async (_, content, name) => {
    const folder = caseFolder({});
    writeFileSync(join(folder, "a.csv"), content);
    const { clusters } = await clustersOf(folder, ["a.csv", ...columns, "--in", "2026-01"]);
    expect(clusters.map((each) => each.cluster)).toEqual([name]);
  });
});
