import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { demoSettings } from "../../src/demo/options.ts";
import type { Report } from "../../src/query/report.ts";
import { standIn } from "../../src/stand-ins/ajera/stand-in.ts";
import { businessFiles } from "../../src/stand-ins/business-files.ts";
import { dayOf } from "../../src/time/day.ts";
import { runSmac } from "../run-smac.ts";
import { officeProject } from "./office-project.ts";

// The same company by two roads: as files, and synced from a stand-in of Ajera.
const settings = demoSettings({ customers: 200, months: 8, end: "2026-05-31" });
const now = "2026-06-01T12:00:00Z";
const dayMicros = 86_400_000_000;
const closing: (() => Promise<void>)[] = [];
let files: Readonly<Record<"stage-rate" | "customers", Report>>;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "smac-files-"));
  for (const [name, text] of Object.entries(businessFiles(settings))) writeFileSync(join(folder, name), text);
  const report = async (definition: string): Promise<Report> => {
    const ran = await runSmac(["report", "--definition", definition, "--format", "json"], { cwd: folder, now });
    expect(ran.stderr).not.toMatch(/smac: .*\[/);
    return JSON.parse(ran.stdout) as Report;
  };
  files = { "stage-rate": await report("stage-rate"), customers: await report("customers") };
  rmSync(folder, { recursive: true, force: true });
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

test("one sync at the end, from projects that are kept apart", { timeout: 240_000 }, async () => {
  const office = await standIn({ settings });
  const held = await officeProject(office, Date.parse(now) * 1000);
  closing.push(
    () => held.close(),
    () => office.close(),
  );
  const receipt = await held.project.sync();
  expect(receipt.streams.filter(({ state }) => state !== "complete")).toEqual([]);
  for (const definition of ["stage-rate", "customers"] as const) {
    const { answer } = await held.project.report({ definition, now });
    expect(rowsOf(answer)).toEqual(rowsOf(files[definition]));
    expect(answer.totals).toEqual(files[definition].totals);
  }
  expect(office.openSessions()).toBe(0);
  const { answer } = await held.project.report({ definition: "clusters", now, from: "2026-05", to: "2026-05" });
  // Every team that owns an account had work in May, with every product.
  expect(answer.rows.find(({ product }) => product === null)?.active).toBe(office.tables.departments.length);
  expect(new Set(answer.rows.map(({ product }) => product))).toEqual(
    new Set([null, ...office.tables.activities.map(({ name }) => name)]),
  );
});

test("a sync at the end of each month sees statuses change", { timeout: 240_000 }, async () => {
  const office = await standIn({ settings, projects: "one" });
  const held = await officeProject(office, 0);
  closing.push(
    () => held.close(),
    () => office.close(),
  );
  for (let month = 10; month <= 17; month++) {
    const last = dayOf(2025, month + 1, 1) * dayMicros - 3_600_000_000;
    office.setClock(last);
    held.now = last;
    const receipt = await held.project.sync();
    expect(receipt.streams.filter(({ state }) => state !== "complete")).toEqual([]);
  }
  held.now = Date.parse(now) * 1000;
  const { answer } = await held.project.report({ definition: "stage-rate", now });
  expect(rowsOf(answer)).toEqual(rowsOf(files["stage-rate"]));
  expect(answer.totals).toEqual(files["stage-rate"].totals);
});

function rowsOf(report: Report): unknown[] {
  return report.rows.map(({ period, stage, product, ...counts }) => ({
    period: period.start,
    stage,
    product,
    ...counts,
  }));
}
