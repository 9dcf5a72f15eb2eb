import { chmodSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, test } from "vitest";
import { caseFolder } from "../case-folder.ts";
import { type Refusal, asRoot, columns, folderOf, good, refused } from "./refusal.ts";

describe("files that are none", () => {
  test.each<[string, string, Refusal]>([
    [
      "a file that is not there, with its neighbour",
      "god.csv",
      { code: "INPUT_NO_FILE", says: ["“god.csv”", "good.csv"] },
    ],
    ["a folder", "folder", { code: "INPUT_IS_FOLDER", says: ["“folder” is a folder", "folder/*.csv"] }],
    ["a glob that matches nothing", "*.nope", { code: "INPUT_NO_MATCH", says: ["no file matches “*.nope”"] }],
    ["an empty file", "empty.csv", { code: "INPUT_EMPTY_FILE", says: ["“empty.csv” is empty", "header"] }],
    ["standard input with nothing in it", "-", { code: "INPUT_EMPTY_FILE", says: ["standard input", "is empty"] }],
    [
      "bytes that are no text",
      "bytes.csv",
      { code: "INPUT_NOT_TEXT", says: ["“bytes.csv” is not a table", "--encoding"] },
    ],
    ["a picture", "picture.csv", { code: "INPUT_UNKNOWN_KIND", says: ["“picture.csv” is a picture"] }],
    [
      "half a Parquet file",
      "half.parquet",
      { code: "INPUT_BAD_PARQUET", says: ["“half.parquet” is not a whole Parquet file"] },
    ],
    ["half a SQLite file", "half.sqlite#t", { code: "INPUT_BAD_SQLITE", says: ["“half.sqlite#t”", "SQLite"] }],
    ["half a gzip file", "half.csv.gz", { code: "INPUT_BAD_GZIP", says: ["“half.csv.gz” is not a whole gzip file"] }],
    [
      "half a line of JSON",
      "half.jsonl",
      { code: "INPUT_BAD_JSON", says: ["“half.jsonl” is not whole JSON", "cut off"] },
    ],
  ])("%s", async (_, name, refusal) => {
    const files = { "good.csv": good, "folder/inner.csv": good, "empty.csv": "", "half.jsonl": `{"who": "a", "at": ` };
    const bytes = {
      "bytes.csv": Buffer.from([0, 1, 2, 3, 255, 254, 0, 98]),
      "picture.csv": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
      "half.parquet": Buffer.from("PAR1 and no end"),
      "half.sqlite": Buffer.from("SQLite format 3\0 and no more"),
      "half.csv.gz": gzipSync(good.repeat(50)).subarray(0, 30),
    };
    await refused(folderOf(files, bytes), ["report", name, ...columns], refusal);
  });

  test.skipIf(asRoot || process.platform === "win32")(
    "a file without permission (skipped for root, who may read everything)",
    async () => {
      const folder = caseFolder({ "secret.csv": good });
      chmodSync(join(folder, "secret.csv"), 0o000);
      await refused(folder, ["report", "secret.csv", ...columns], {
        code: "INPUT_NO_PERMISSION",
        says: ["secret.csv", "permission"],
      });
    },
  );
});

describe("columns that are none", () => {
  test.each<[string, string, readonly string[], Refusal]>([
    [
      "a typo in a column",
      good,
      ["--cluster", "whoo", "--at", "at"],
      { code: "INPUT_NO_COLUMN", says: ["a.csv: there is no column “whoo” (--cluster)", "did you mean “who”?"] },
    ],
    [
      "an unknown column, with those that are",
      good,
      ["--cluster", "who", "--at", "happened_when"],
      { code: "INPUT_NO_COLUMN", says: ["“happened_when” (--at)", "there are: who, at"] },
    ],
    [
      "two columns of one name",
      "who,at,At\na,2026-01-05,x\n",
      columns,
      {
        code: "INPUT_DUPLICATE_COLUMN",
        says: ["smac: a.csv:1: more than one column has the same name: “at” and “At” (columns 2 and 3)"],
      },
    ],
    [
      "no time to be guessed",
      "x,y\n1,2\n",
      [],
      { code: "INPUT_NO_TIME_COLUMN", says: ["a.csv: no column says when", "--at", "x, y"] },
    ],
    [
      "no header",
      "a,2026-01-05\nb,2026-01-06\n",
      columns,
      { code: "INPUT_NO_HEADER", says: ["a.csv:1:1", "no header", "--columns"] },
    ],
    ["--by of no column", good, [...columns, "--by", "region"], { code: "INPUT_NO_COLUMN", says: ["“region” (--by)"] }],
    [
      "an empty name among --columns",
      good,
      ["--columns", "a,,b"],
      { code: "USAGE_WRONG", says: ["--columns", "none may be empty"] },
    ],
  ])("%s", async (_, text, args, refusal) => {
    await refused(caseFolder({ "a.csv": text }), ["report", "a.csv", ...args], refusal);
  });

  test.each<[string, string, Refusal]>([
    [
      "--stages",
      "who,at\na,2026-01-01\n",
      { code: "INPUT_NO_COLUMN", says: ["beside.csv (--stages): there is no column “stage”"] },
    ],
    [
      "--memberships",
      "who,at\na,2026-01-01\n",
      { code: "INPUT_NO_COLUMN", says: ["beside.csv (--memberships): there is no column “member”"] },
    ],
    [
      "--attributes",
      "cluster,from\na,2026-01-01\n",
      { code: "INPUT_NO_COLUMN", says: ["beside.csv (--attributes)", "attribute"] },
    ],
    [
      "--stages",
      "cluster,stage,from\na,lead,05/03/2026\n",
      { code: "INPUT_AMBIGUOUS_DATE", says: ["--stages", "“05/03/2026”", "--date-format %d/%m/%Y"] },
    ],
  ])("%s FILE with %j", async (flag, text, refusal) => {
    await refused(
      caseFolder({ "a.csv": good, "beside.csv": text }),
      ["report", "a.csv", ...columns, flag, "beside.csv"],
      refusal,
    );
  });
});
