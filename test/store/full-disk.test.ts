import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type BuiltStore, buildStore } from "./built-store.ts";
import { type ProjectFolder, projectFolder } from "./project-folder.ts";

const yaml = `
sources:
  events: { files: "events/*.csv" }
activities:
  use: { from: events, at: at, member: user, cluster: customer }
`;
const rows = 30_000;
const posix = process.platform !== "win32";
const mounts = posix && spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

let built: BuiltStore;
/** What both files together say, imported without trouble. */
let whole: unknown;
beforeAll(() => {
  built = buildStore();
  const { code, out, error } = shell(start(1, 2), "smac import >&2 && smac report --format json");
  if (code !== 0) throw new Error(error);
  whole = JSON.parse(out);
}, 120_000);
afterAll(() => built.remove());

const folders: ProjectFolder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function start(...files: readonly number[]): ProjectFolder {
  const folder = projectFolder(yaml);
  folders.push(folder);
  for (const file of files) folder.write(`events/${file}.csv`, csv(file));
  return folder;
}

/** Rows that no compression makes small. */
function csv(file: number): string[] {
  const lines = ["at,user,customer,note"];
  for (let row = 1; row <= rows; row += 1) {
    const noise = ((row * 2_654_435_761) % 4_294_967_296).toString(36) + ((row * 40_503) % 65_521).toString(36);
    lines.push(`2026-0${file}-0${1 + (row % 9)} 12:00:00,u${row % 997},c${row % 101},${noise} ${noise} ${row}`);
  }
  return lines;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs a shell script in which `smac` is the built program. */
function shell(folder: ProjectFolder, script: string): Ended {
  const smac = `smac() { '${process.execPath}' '${built.program}' "$@"; }`;
  const done = spawnSync("sh", ["-c", `${smac}\n${script}`], { cwd: folder.directory, encoding: "utf8" });
  return { code: done.status, out: done.stdout, error: done.stderr };
}

function numbers(folder: ProjectFolder): unknown {
  const { code, out, error } = shell(folder, "smac report --format json");
  expect([code, error]).toEqual([0, ""]);
  return JSON.parse(out);
}

const noSpace =
  /^smac: Could not write file ".*warehouse\.duckdb.*": .*\n {2}free some space.*\n {2}\[ENGINE_NO_SPACE\]\n$/;

describe.skipIf(!posix)("a file that may not grow (skipped without a POSIX shell)", () => {
  test.each([1, 9, 300, 3000])("stops a first import after %i blocks; the next one completes", (blocks) => {
    const folder = start(1, 2);
    const stopped = shell(folder, `ulimit -f ${blocks}; smac import`);
    expect(stopped).toEqual({ code: 1, out: "", error: expect.stringMatching(noSpace) });
    expect(
      readdirSync(join(folder.directory, ".smac")).filter((name) => !/^warehouse\.duckdb(\.wal)?$/.test(name)),
    ).toEqual([]);
    expect(shell(folder, "smac import")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^events: [36]0,000 new rows/),
      error: "",
    });
    expect(numbers(folder)).toEqual(whole);
  });

  test("stops a second import: its file counts whole or not at all, the next one completes", () => {
    const folder = start(1);
    expect(shell(folder, "smac import").code).toBe(0);
    const before = numbers(folder);
    const size = lstatSync(join(folder.directory, ".smac/warehouse.duckdb")).size;
    folder.write("events/2.csv", csv(2));
    const stopped = shell(folder, `ulimit -f ${Math.ceil(size / 512) + 200}; smac import`);
    expect(stopped).toEqual({ code: 1, out: "", error: expect.stringMatching(noSpace) });
    expect([before, whole]).toContainEqual(JSON.parse(shell(folder, "smac report --format json").out));
    expect(shell(folder, "smac import")).toMatchObject({ code: 0, error: "" });
    expect(numbers(folder)).toEqual(whole);
  });

  test.each(["json", "parquet", "xlsx"])("leaves the old file of --output as it was, as %s", (format) => {
    const folder = start();
    folder.write("a.csv", ["who,at", ...Array.from({ length: 400 }, (_, n) => `c${n},2026-01-0${1 + (n % 9)}`)]);
    folder.write(`out.${format}`, "before");
    const before = readdirSync(folder.directory);
    const ask = `smac clusters a.csv --cluster who --at at --format ${format} --quiet`;
    const { code, out, error } = shell(folder, `ulimit -f 2; ${ask} --output out.${format}`);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(error).toMatch(/^smac: .*\n {2}.*\n {2}\[(OUTPUT_CANNOT_WRITE|ENGINE_NO_SPACE)\]\n$/);
    expect(readFileSync(join(folder.directory, `out.${format}`), "utf8")).toBe("before");
    expect(readdirSync(folder.directory)).toEqual(before);
    expect(shell(folder, `${ask} --output out.${format}`)).toEqual({ code: 0, out: "", error: "" });
  });
});

describe.skipIf(!existsSync("/dev/full"))("a device that is always full (skipped without /dev/full)", () => {
  const ask = "smac report a.csv --cluster who --at at --format json";
  const full = (said: string) =>
    `smac: ${said}: the disk is full\n  free some room, or write to another disk\n  [OUTPUT_CANNOT_WRITE]\n`;

  test("as --output is written to, not replaced, and told", () => {
    const folder = start();
    folder.write("a.csv", ["who,at", "x,2026-01-05"]);
    symlinkSync("/dev/full", join(folder.directory, "full"));
    expect(shell(folder, `${ask} --output full`)).toEqual({ code: 1, out: "", error: full("--output full") });
    expect(lstatSync(join(folder.directory, "full")).isSymbolicLink()).toBe(true);
  });

  test("as standard output is told in one line", () => {
    const folder = start();
    folder.write("a.csv", ["who,at", "x,2026-01-05"]);
    expect(shell(folder, `${ask} > /dev/full`)).toEqual({ code: 1, out: "", error: full("standard output") });
  });
});

test.skipIf(!posix)("--output follows a link and keeps it (skipped where links need rights)", () => {
  const folder = start();
  folder.write("a.csv", ["who,at", "x,2026-01-05"]);
  writeFileSync(join(folder.directory, "real.json"), "before");
  symlinkSync("real.json", join(folder.directory, "link.json"));
  const ask = "smac report a.csv --cluster who --at at --output link.json";
  expect(shell(folder, ask)).toEqual({ code: 0, out: "", error: "" });
  expect(lstatSync(join(folder.directory, "link.json")).isSymbolicLink()).toBe(true);
  expect(JSON.parse(readFileSync(join(folder.directory, "real.json"), "utf8")).rows[0].active).toBe(1);
});

test.skipIf(!mounts)("a disk that is really full (skipped where no small disk can be mounted)", () => {
  const folder = start(1, 2);
  const disk = join(folder.directory, "disk");
  const script = `
mkdir disk && mount -t tmpfs -o size=9m none disk && cp -r smac.yml events disk && cd disk || exit 77
smac import >stopped.out 2>stopped.err; echo "$?"
ls .smac | grep -v '^warehouse.duckdb'
mount -o remount,size=200m '${disk}' && smac import --project . >/dev/null && smac report --format json >answer.json
cp stopped.out stopped.err answer.json ..`;
  const inside = join(folder.directory, "inside.sh");
  writeFileSync(inside, `smac() { '${process.execPath}' '${built.program}' "$@"; }\n${script}`);
  const done = spawnSync("unshare", ["-rm", "sh", "inside.sh"], { cwd: folder.directory, encoding: "utf8" });
  expect([done.status, done.stdout, done.stderr]).toEqual([0, "1\n", ""]);
  const read = (name: string) => readFileSync(join(folder.directory, name), "utf8");
  expect([read("stopped.out"), read("stopped.err")]).toEqual(["", expect.stringMatching(noSpace)]);
  expect(JSON.parse(read("answer.json"))).toEqual(whole);
});
