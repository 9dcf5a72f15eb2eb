import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { caseFolder, reportOf } from "../case-folder.ts";
import { runSmac } from "../run-smac.ts";
import { type Refusal, asRoot, columns, good, refused } from "./refusal.ts";

describe("--output", () => {
  test.each<[string, Refusal]>([
    ["missing/out.json", { code: "OUTPUT_NO_FOLDER", says: ["--output missing/out.json", "there is no folder"] }],
    ["a.csv/out.json", { code: "OUTPUT_NO_FOLDER", says: ["--output a.csv/out.json", "there is no folder"] }],
    ["folder", { code: "OUTPUT_CANNOT_WRITE", says: ["--output folder: it is a folder"] }],
  ])("into %s", async (output, refusal) => {
    const folder = caseFolder({ "a.csv": good, "folder/inner.csv": good });
    await refused(folder, ["report", "a.csv", ...columns, "--output", output], refusal);
  });

  test.skipIf(asRoot || process.platform === "win32")(
    "into a folder without permission (skipped for root, who may write everywhere)",
    async () => {
      const folder = caseFolder({ "a.csv": good, "locked/inner.csv": good });
      chmodSync(join(folder, "locked"), 0o500);
      await refused(folder, ["report", "a.csv", ...columns, "--output", "locked/out.json"], {
        code: "OUTPUT_CANNOT_WRITE",
        says: ["no permission"],
      });
      chmodSync(join(folder, "locked"), 0o700);
    },
  );

  test("a command that fails leaves the old file as it was", async () => {
    const folder = caseFolder({ "a.csv": good, "out.json": "before" });
    const { code } = await runSmac(["report", "a.csv", "--cluster", "nope", "--output", "out.json"], { cwd: folder });
    expect([
      code,
      readFileSync(join(folder, "out.json"), "utf8"),
      existsSync(join(folder, "out.json.partial")),
    ]).toEqual([2, "before", false]);
  });

  test("binary formats do not go to a terminal", async () => {
    const folder = caseFolder({ "a.csv": good });
    const ran = await runSmac(["report", "a.csv", ...columns, "--format", "parquet"], { cwd: folder, tty: true });
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toContain("--output report.parquet");
  });
});

describe("nothing that was said is passed over", () => {
  test.each([
    ["an ending that no format has", ["--output", "out.pdf"]],
    ["--by of one name twice", ["--by", "who,who"]],
  ])("%s", async (_, args) => {
    const ran = await runSmac(["report", "a.csv", ...columns, ...args], { cwd: caseFolder({ "a.csv": good }) });
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
  });

  test.each([
    ["STAGE_AT_UNUSED", ["--stage-at", "start"]],
    ["STAGE_ORDER_UNUSED", ["--stage-order", "lead,customer"]],
  ])("%s where no stages are given, with how to give them", async (code, flags) => {
    const { warnings } = await reportOf(caseFolder({ "a.csv": good }), ["a.csv", ...columns, ...flags]);
    expect(warnings?.map((warning) => warning.code)).toEqual([code]);
    expect(warnings?.[0]?.message).toMatch(
      /give --stages FILE .* or --stage COLUMN; a project .* stages: in smac\.yml/,
    );
  });

  test("--of without --by", async () => {
    const ran = await runSmac(["clusters", "a.csv", ...columns, "--of", "region=EMEA"], {
      cwd: caseFolder({ "a.csv": good }),
    });
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
  });

  test("the word NULL is text, with a warning", async () => {
    const { warnings } = await reportOf(caseFolder({ "a.csv": "who,at\nNULL,2026-01-05\n" }), ["a.csv", ...columns]);
    expect(JSON.stringify(warnings)).toContain("NULL");
  });

  test("a threshold on members that nobody can meet, since no members are known", async () => {
    const { warnings } = await reportOf(caseFolder({ "a.csv": good }), ["a.csv", ...columns, "--members", "2"]);
    expect(JSON.stringify(warnings)).toContain("member");
  });

  test("--output does not write over the file that is read", async () => {
    const folder = caseFolder({ "a.csv": good });
    const { code } = await runSmac(["report", "a.csv", ...columns, "--output", "a.csv"], { cwd: folder });
    expect([code, readFileSync(join(folder, "a.csv"), "utf8")]).toEqual([2, good]);
  });
});
