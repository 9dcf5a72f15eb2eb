import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { modelFrom } from "../model/load.ts";
import { writeCompany } from "./write.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "smac-demo-"));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const files = ["accounts.csv", "stages.csv", "memberships.csv", "events.csv", "smac.yml"];
const hash = async (name: string) =>
  createHash("sha256")
    .update(await readFile(join(dir, name)))
    .digest("hex");
const hashes = () => Promise.all(files.map(hash));

describe("writing a company", () => {
  test("the same seed writes the same bytes everywhere", async () => {
    await writeCompany(dir);
    expect(await hashes()).toEqual([
      "8bee3c577d453abd82df4e5589b88c855944f0d7ccb9feaf93934aaf0d52a8c9",
      "d38b9acc10ce355bd34d5f3078f122dd297481b5fa3d2d4bf72093edb1384d39",
      "36477dd993deb61f0ed9e532fdd9d0b6d129aa16007cc092fbee063d4eba0104",
      "bed4ac45f665e33f5232634f799c3134fc527518d1d1b77da1a675ab5224be1e",
      "a22be2efb9fde3d73b4d1ad34dda5d09a403c6b2b439da06291659b0258270ed",
    ]);
  });

  test("another seed writes another company", async () => {
    await writeCompany(dir, { customers: 200, seed: 1 });
    const first = await hashes();
    await writeCompany(dir, { customers: 200, seed: 2, overwrite: true });
    const second = await hashes();
    for (const i of [0, 1, 2, 3]) expect(second[i]).not.toBe(first[i]);
  });

  test("the first accounts are the same in a larger company", async () => {
    await writeCompany(dir, { customers: 200 });
    const small = await readFile(join(dir, "stages.csv"), "utf8");
    await writeCompany(dir, { customers: 300, overwrite: true });
    expect((await readFile(join(dir, "stages.csv"), "utf8")).startsWith(small)).toBe(true);
  });

  test("says what was written, row by row", async () => {
    const seen: number[] = [];
    const written = await writeCompany(dir, { customers: 200 }, (p) => seen.push(p.rows));
    for (const file of written.files.slice(0, 4)) {
      const text = await readFile(join(dir, file.name), "utf8");
      expect(Buffer.byteLength(text)).toBe(file.bytes);
      expect(text.split("\n").length - 2).toBe(file.rows);
    }
    expect(seen.at(-1)).toBe(written.rows);
  });

  test("its smac.yml loads, with the three definitions", async () => {
    await writeCompany(dir, { customers: 200 });
    const model = modelFrom(await readFile(join(dir, "smac.yml"), "utf8"), { file: "smac.yml", directory: dir });
    expect(model.definitions.map((d) => d.name)).toEqual(["stage-rate", "teams", "customers"]);
    expect(model.sources.map((s) => s.through)).toEqual(Array(4).fill("2026-11-15T23:59:59Z"));
    expect(model.clusters.map((c) => c.kind)).toEqual(["customer", "team"]);
  });

  test("every event id is its own, and times carry their offset", async () => {
    await writeCompany(dir, { customers: 200 });
    const lines = (await readFile(join(dir, "events.csv"), "utf8")).trimEnd().split("\n").slice(1);
    expect(new Set(lines.map((l) => l.split(",")[0])).size).toBe(lines.length);
    for (const line of lines) expect(line).toMatch(/^e-\d{8},\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:00,A-\d{6},/);
  });
});

describe("what goes wrong", () => {
  test("a file that is there already stays, unless it may be replaced", async () => {
    await writeFile(join(dir, "smac.yml"), "mine");
    await expect(writeCompany(dir)).rejects.toMatchObject({ code: "OUTPUT_EXISTS" });
    expect(await readdir(dir)).toEqual(["smac.yml"]);
    expect(await readFile(join(dir, "smac.yml"), "utf8")).toBe("mine");
  });

  test("a stopped run leaves nothing behind", async () => {
    const stop = new AbortController();
    const run = writeCompany(dir, { customers: 5000, signal: stop.signal }, () => stop.abort());
    await expect(run).rejects.toMatchObject({ code: "OUTPUT_STOPPED", recovery: "abort" });
    expect(await readdir(dir)).toEqual([]);
  });

  test("a folder that is a file is one clear line", async () => {
    const path = join(dir, "file");
    await writeFile(path, "");
    await expect(writeCompany(path)).rejects.toMatchObject({
      code: "OUTPUT_CANNOT_WRITE",
      message: `cannot write the company to “${path}”: it is not a folder`,
    });
  });

  test.each([
    [{ customers: 199 }, "customers is “199” but must be a whole number from 200 to 100000"],
    [{ customers: 1e6 }, "customers is “1000000” but must be a whole number from 200 to 100000"],
    [{ months: 7.5 }, "months is “7.5” but must be a whole number from 8 to 60"],
    [{ seed: -1 }, "seed is “-1” but must be a whole number from 0 to 9007199254740991"],
    [{ end: "2026-02-30" }, "end is “2026-02-30” but must be a day of the calendar, year-month-day"],
    [{ end: "soon" }, "end is “soon” but must be a day of the calendar, year-month-day"],
  ])("%o", async (options, message) => {
    await expect(writeCompany(dir, options)).rejects.toMatchObject({ code: "USAGE_DEMO_OPTION", message });
    expect(await readdir(dir)).toEqual([]);
  });
});
