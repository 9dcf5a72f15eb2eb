import { afterEach, beforeEach, expect, test } from "vitest";
import type { Batch } from "../../src/sources/kit/source.ts";
import { methodOf } from "../../src/stand-ins/ajera/stand-in.ts";
import type { AjeraStandIn } from "../../src/stand-ins/ajera/stand-in.ts";
import { dayOf } from "../../src/time/day.ts";
import { openOffice } from "./office-project.ts";
import { errorOf, readStream } from "./reading.ts";
import type { Came } from "./reading.ts";
import { smallOffice } from "./rig.ts";

// Rows that are left out of an answer must not look as if they were deleted.

const now = (): number => (dayOf(2026, 11, 18) + 0.5) * 86_400_000_000;
let office: AjeraStandIn;
beforeEach(async () => {
  office = await smallOffice(now);
});
afterEach(() => office.close());

const read = (name: string, told: Batch[] = []): Promise<Came> =>
  readStream(openOffice(office, { now, notes: [], settings: { timesheets_from: "2026-10-01" } }), name, {}, told);

const leaveOut = (method: string, times: number): void =>
  office.have({ what: "first-left-out", times, when: (asked) => methodOf(asked) === method });
const about = [
  ["clients", "GetClients", "ClientKey", 7],
  ["projects", "GetProjects", "ProjectKey", 7],
  ["phases", "GetProjects", "PhaseKey", 14],
  ["project_statuses", "GetProjects", "ProjectKey", 7],
  ["timesheet_days", "GetTimesheets", "TimesheetKey", 7],
] as const;

test.each(about)("%s: are asked for once more", async (stream, method, key, count) => {
  leaveOut(method, 1);
  const { rows } = await read(stream);
  expect(new Set(rows.map((row) => row[key])).size).toBe(count);
});

test.each(about)(
  "%s: left out again though they are listed, nothing is gone and no cursor moves",
  async (stream, method) => {
    leaveOut(method, 100);
    const told: Batch[] = [];
    const error = await errorOf(read(stream, told));
    expect([error.code, error.recovery]).toEqual(["SOURCE_BAD_ANSWER", "retry"]);
    expect(error.message).toMatch(
      new RegExp(`^office \\(Ajera\\): ${method} has twice left out keys that are listed \\(1: \\d+\\)$`),
    );
    const begun = told.findLastIndex(({ pass }) => pass === "begins");
    expect(told.slice(begun).filter((batch) => batch.cursor !== undefined || batch.pass === "ends")).toEqual([]);
  },
);

test("what is left out of an answer that several streams share is asked for anew", async () => {
  office.tables.projects.length = 1;
  leaveOut("GetProjects", 1);
  expect((await read("projects")).rows).toHaveLength(1);
});

test.each([
  ["clients", "GetClients", "ClientKey", 1],
  ["projects", "GetProjects", "ProjectKey", 101],
  ["timesheet_days", "GetTimesheets", "TimesheetKey", 1],
] as const)("%s: deleted since they were listed, they are gone", async (stream, method, key, deleted) => {
  office.before = () => {
    if (office.calls.at(-1) !== method) return;
    const { clients, projects, timesheets } = office.tables;
    for (const table of [clients, projects, timesheets]) if (table[0]?.key === deleted) table.shift();
  };
  const keys = (await read(stream)).rows.map((row) => row[key]);
  expect(keys).not.toContain(deleted);
  expect(new Set(keys).size).toBe(6);
});
