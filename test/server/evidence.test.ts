import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, served } from "./served.ts";

let api: Served;
beforeAll(async () => {
  api = await served();
});
afterAll(async () => {
  await api.close();
  if (api.failures.length > 0) throw new Error(String(api.failures[0]));
});

interface Row {
  readonly at: string;
  readonly source: string;
  readonly id: string | null;
  readonly load: number | null;
  readonly path: string | null;
  readonly counts: boolean;
}

test("the rows behind a cluster's numbers: as many as its activities, each with its source, load and file", async () => {
  const { clusters } = await api.json<{ clusters: { cluster: string; events: number }[] }>(
    "/api/v1/table?definition=smac&in=2026-03",
  );
  let some = 0;
  for (const { cluster, events } of clusters) {
    const told = await api.json<{ count: number; counting: number; rows: Row[] }>(
      `/api/v1/clusters/${cluster}/evidence?definition=smac&in=2026-03`,
    );
    expect([cluster, told.counting, told.rows.filter(({ counts }) => counts).length]).toEqual([
      cluster,
      events,
      events,
    ]);
    expect(told.rows.length).toBe(told.count);
    some += told.count;
    for (const row of told.rows) {
      expect([row.source, row.at.slice(0, 7)]).toEqual(["events", "2026-03"]);
      expect(row.path).toContain("events");
      expect(row.load).toBeGreaterThan(0);
      // The row is in the file, with its id and its time.
      const text = readFileSync(path.join(api.folder, row.path ?? ""), "utf8");
      expect(text).toContain(row.id ?? "?");
    }
  }
  expect(some).toBeGreaterThan(10);
});

test("a page of them, as a file; of a cluster that is not there: none; of weeks and trailing windows", async () => {
  const page = await api.ask("/api/v1/clusters/acme/evidence?in=2026-03&limit=1&format=csv");
  expect((await page.text()).trimEnd().split(/\r?\n/).length).toBe(2);
  expect(page.headers.get("link")).toContain("rel=");
  expect(await api.json("/api/v1/clusters/nobody/evidence?in=2026-03")).toMatchObject({ count: 0, rows: [] });
  const month = await api.json<{ rows: Row[] }>("/api/v1/clusters/acme/evidence?in=2026-03");
  const window = await api.json<{ rows: Row[] }>("/api/v1/clusters/acme/evidence?period=trailing:31d&in=2026-03-31");
  expect(window.rows).toEqual(month.rows);
});

test("a definition as it was when its numbers were recorded, in words", async () => {
  const one = await served();
  const file = path.join(one.folder, "smac.yml");
  const before = readFileSync(file, "utf8");
  interface Version {
    readonly current: boolean;
    readonly changes: number;
    readonly about: { readonly version: number; readonly choices: { readonly events: number; readonly days: number } };
  }
  const versions = async (name: string) =>
    (await one.json<{ versions: Version[] }>(`/api/v1/definitions/${name}/versions`)).versions;
  const first = await versions("smac-three-days");
  expect(first).toMatchObject([{ current: true, changes: 0, about: { choices: { days: 3 } } }]);
  writeFileSync(file, before.replace(/(smac-three-days:[^]*?days:) 3/, "$1 2"));
  expect(readFileSync(file, "utf8")).not.toBe(before);
  expect(await versions("smac-three-days")).toMatchObject([{ current: false, about: { choices: { days: 3 } } }]);
  // The next load records the numbers of the new one beside it.
  const events = path.join(one.folder, "events.csv");
  const text = readFileSync(events, "utf8").trimEnd();
  const last = text.split("\n").at(-1) ?? "";
  writeFileSync(events, `${text}\n${last.replace(/^[^,]*/, "one-more")}\n`);
  await one.around.project.hold(new AbortController().signal, (project) => project.import());
  const told = await versions("smac-three-days");
  expect(told.map(({ current, about }) => [current, about.choices.days])).toEqual([
    [true, 2],
    [false, 3],
  ]);
  expect(await versions("no-such")).toEqual([]);
  await one.close();
});
