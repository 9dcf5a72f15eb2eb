import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../engines/duckdb/engine.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import type { Facts, Relation } from "../query/facts.ts";
import { checks, checksFor } from "./check-facts.ts";
import type { CheckFinding, CheckRow } from "./check-facts.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ path: null });
});
afterAll(() => engine.close());

type Cells = readonly (string | null)[];

/** A relation with these rows; the columns are all text, or instants where `instants` says so. */
function relation(columns: string, rows: readonly Cells[], instants: readonly string[]): Relation {
  const names = columns.split(" ");
  const cell = (value: string | null) => (value === null ? "null" : `'${value.replaceAll("'", "''")}'`);
  const values =
    rows.length === 0
      ? `(${names.map(() => "null").join(", ")})`
      : rows.map((row) => `(${row.map(cell).join(", ")})`).join(", ");
  const typed = names.map(
    (name) => `cast("${name}" as ${instants.includes(name) ? "timestamp" : "varchar"}) as "${name}"`,
  );
  return {
    sql: `select ${typed.join(", ")} from (values ${values}) t(${names.map((name) => `"${name}"`).join(", ")})${rows.length === 0 ? " where false" : ""}`,
    params: [],
  };
}

/** Activities as `id at cluster member product version`; all of source “events”, kind “use”. */
function activities(rows: readonly Cells[], learned: readonly (string | null)[] = []): Relation {
  const full = rows.map(
    ([id, at, cluster, member, product, version], n) =>
      ["events", id, at, learned[n] ?? null, null, cluster, member, "use", product, null, null, version] as Cells,
  );
  return relation("source id at learned forgotten cluster member kind product other stage version", full, [
    "at",
    "learned",
    "forgotten",
  ]);
}

const memberships = (rows: readonly Cells[]) =>
  relation(
    "member cluster valid_from valid_to is_primary learned forgotten",
    rows.map((row) => [...row, null, null, null]),
    ["valid_from", "valid_to", "learned", "forgotten"],
  );
const stages = (rows: readonly Cells[]) =>
  relation(
    "cluster stage at learned forgotten",
    rows.map((row) => [...row, ...(row.length === 3 ? [null] : []), null]),
    ["at", "learned", "forgotten"],
  );
const records = (rows: readonly Cells[]) =>
  relation(
    "cluster name owner created deleted learned forgotten",
    rows.map((row) => [...row, null, null]),
    ["created", "deleted", "learned", "forgotten"],
  );

function facts(
  given: Partial<Pick<Facts, "activity" | "membership" | "stage" | "attribute" | "record">>,
  has: Partial<Facts["activityHas"]> = {},
): Facts {
  return {
    activity: null,
    membership: null,
    stage: null,
    attribute: null,
    record: null,
    activityHas: {
      id: true,
      learned: true,
      cluster: true,
      member: true,
      product: true,
      other: false,
      stage: false,
      undated: true,
      ...has,
    },
    activityAttributes: [],
    activityColumns: [],
    attributes: [],
    stageSource: "history",
    stageOrder: null,
    span: null,
    ...given,
  };
}

const moment = { now: Date.UTC(2026, 5, 1) * 1000, stageOrder: ["lead", "opportunity", "customer"] };

async function found(code: string, given: Facts, at = moment): Promise<CheckFinding | null> {
  const check = checks.find((one) => one.code === code);
  if (check === undefined) throw new Error(`no check ${code}`);
  const statement = check.sql(given, at);
  if (statement === null) return null;
  return check.describe(await engine.rows<CheckRow>(statement.sql, statement.params));
}

const someActivities = activities([
  ["1", "2026-01-05 12:00", "Acme", "ann", "GTX Pro", "v1"],
  ["1", "2026-01-05 12:00", "Acme", "ann", "GTXPro", "v2"],
  ["2", "2026-02-05 12:00", null, "bob", "GTXPro", "v1"],
  ["3", "2026-02-06 12:00", null, "bob", null, "v1"],
  ["4", "2026-02-06 12:00", null, null, null, "v1"],
  ["5", null, "acme", "ann", "GTX Pro", "v1"],
  ["6", "2026-07-01 00:00", "NULL", "eve", null, "v1"],
  ["7", "1970-01-01 00:00", "Beta", "ann", null, "v1"],
]);

test("members that act and belong nowhere", async () => {
  const membership = memberships([["ann", "Acme", null, null]]);
  expect(await found("CHECK_ORPHAN_MEMBERS", facts({ activity: someActivities, membership }))).toMatchObject({
    title: "2 acting members in no membership (3 activities)",
    examples: ["“bob” (2 activities)", "“eve” (1 activity)"],
  });
});

test("activities that find no cluster, by membership valid at their instant", async () => {
  const membership = memberships([
    ["bob", "Acme", "2026-02-05 12:00", "2026-02-06 12:00"],
    ["ann", "Acme", null, null],
  ]);
  expect(await found("CHECK_UNATTRIBUTED", facts({ activity: someActivities, membership }))).toMatchObject({
    title: "2 activities of no cluster, which count for nobody",
    examples: ["member “bob” (1 activity)", "rows that name neither member nor cluster (1 activity)"],
  });
  expect((await found("CHECK_UNATTRIBUTED", facts({ activity: someActivities })))?.title).toContain(
    "3 activities of no cluster",
  );
  expect(
    await found(
      "CHECK_UNATTRIBUTED",
      facts({ activity: activities([["1", "2026-01-01", null, "ann", null, "v"]]) }, { cluster: false }),
    ),
  ).toBeNull();
});

test("ids with different content, unless one was learned later", async () => {
  expect(await found("CHECK_DUPLICATE_IDS", facts({ activity: someActivities }))).toMatchObject({
    title: "1 id with different content learned at the same moment (2 versions)",
    examples: ["“1” of events (2 versions)"],
  });
  const corrected = activities(
    [
      ["1", "2026-01-05", "a", null, null, "v1"],
      ["1", "2026-01-06", "a", null, null, "v2"],
    ],
    ["2026-01-07", "2026-01-08"],
  );
  expect(await found("CHECK_DUPLICATE_IDS", facts({ activity: corrected }))).toBeNull();
});

test("memberships that overlap, in the same cluster only", async () => {
  const membership = memberships([
    ["ann", "a", "2026-01-01", "2026-03-01"],
    ["ann", "a", "2026-02-01", "2026-04-01"],
    ["ann", "a", "2026-04-01", null],
    ["ann", "a", "2026-05-01", null],
    ["ann", "b", "2026-01-01", null],
    ["bob", "a", null, "2026-01-01"],
    ["bob", "a", "2026-01-01", null],
  ]);
  expect(await found("CHECK_OVERLAPPING_MEMBERSHIPS", facts({ membership }))).toMatchObject({
    title: "2 memberships that begin before the same member's membership in the same cluster has ended",
    examples: [
      "“ann” in “a”: from 2026-02-01, while the one before ends 2026-03-01",
      "“ann” in “a”: from 2026-05-01, while the one before ends never",
    ],
  });
});

test("memberships that end before they begin", async () => {
  const membership = memberships([
    ["ann", "a", "2026-03-01", "2026-01-01"],
    ["ann", "b", "2026-01-01", "2026-01-01"],
  ]);
  expect(await found("CHECK_MEMBERSHIP_ENDS_FIRST", facts({ membership }))).toMatchObject({
    title: "1 membership ending before their beginning, so that they never hold",
    examples: ["“ann” in “a”: 2026-03-01 00:00 to 2026-01-01 00:00"],
  });
});

describe("the journey", () => {
  const stage = stages([
    ["a", "lead", "2026-01-01"],
    ["a", "customer", "2026-02-01"],
    ["a", "opportunity", "2026-03-01"],
    ["b", "customer", "2026-01-01"],
    ["b", null, "2026-02-01"],
    ["b", "lead", "2026-03-01"],
    ["c", "lead", "2026-01-01"],
    ["c", "customer", "2026-01-01"],
    ["d", "Custommer", null],
  ]);

  test("steps backwards, but not a return after leaving", async () => {
    expect(await found("CHECK_STAGE_BACKWARDS", facts({ stage }))).toMatchObject({
      title: "1 stage change going backwards",
      examples: ["“a”: customer → opportunity on 2026-03-01"],
    });
    expect(await found("CHECK_STAGE_BACKWARDS", facts({ stage }), { ...moment, stageOrder: null as never })).toBeNull();
  });

  test("two stages at one instant, unless one was learned later", async () => {
    expect(await found("CHECK_STAGES_AT_ONE_INSTANT", facts({ stage }))).toMatchObject({
      title: "1 time a cluster has two stages at one instant",
      examples: ["“c”: customer, lead at 2026-01-01 00:00"],
    });
    const corrected = stages([
      ["c", "lead", "2026-01-01", "2026-01-01"],
      ["c", "customer", "2026-01-01", "2026-01-02"],
    ]);
    expect(await found("CHECK_STAGES_AT_ONE_INSTANT", facts({ stage: corrected }))).toBeNull();
  });

  test("stages outside the order", async () => {
    expect(await found("CHECK_UNKNOWN_STAGE", facts({ stage }))).toMatchObject({
      title: "1 stage name outside the stated order (1 row)",
      examples: ["“Custommer” (1 row)"],
    });
  });

  test("clusters without any stage, known by activity, record or membership", async () => {
    const activity = activities([
      ["1", "2026-01-05", "a", null, null, "v"],
      ["2", "2026-01-05", "x", null, null, "v"],
      ["3", "2026-01-06", "x", null, null, "v"],
    ]);
    const given = facts({
      stage,
      activity,
      record: records([["y", null, null, null, null]]),
      membership: memberships([["m", "z", null, null]]),
    });
    expect(await found("CHECK_CLUSTERS_WITHOUT_STAGE", given)).toMatchObject({
      title: "3 clusters without any stage (2 activities)",
      examples: ["“x” (2 activities)", "“y” (0 activities)", "“z” (0 activities)"],
    });
  });
});

describe("dates", () => {
  const given = () =>
    facts({
      activity: someActivities,
      stage: stages([
        ["a", "lead", null],
        ["a", "customer", "2027-01-01"],
      ]),
      membership: memberships([["ann", "a", "1900-01-01", "9999-12-31"]]),
    });

  test("after now", async () => {
    expect(await found("CHECK_FUTURE_FACTS", given())).toMatchObject({
      title: "2 facts after now, which are not used yet",
      examples: ["activities, the last at 2026-07-01 00:00 (1 row)", "stages, the last at 2027-01-01 00:00 (1 row)"],
    });
  });

  test("before 1990", async () => {
    expect(await found("CHECK_OLD_DATES", given())).toMatchObject({
      title: "2 facts before 1990",
      examples: [
        "activities, the first at 1970-01-01 00:00 (1 row)",
        "memberships (start), the first at 1900-01-01 00:00 (1 row)",
      ],
    });
  });

  test("none at all", async () => {
    expect(await found("CHECK_UNDATED", given())).toMatchObject({
      title: "2 rows without a date",
      examples: ["activities (1 row)", "stages (1 row)"],
    });
    const today = { ...given(), stageSource: "attribute" as const };
    expect((await found("CHECK_UNDATED", today))?.title).toBe("1 row without a date");
  });
});

describe("keys", () => {
  test("the word NULL", async () => {
    expect(await found("CHECK_NULL_WORD", facts({ activity: someActivities }))).toMatchObject({
      examples: ["cluster “NULL” (1 row)"],
    });
  });

  test("that differ only in case, spaces or hyphens", async () => {
    const stage = stages([
      ["Ac-me", "lead", null],
      ["O_K", "lead", null],
      ["x", "lead", null],
    ]);
    const finding = await found("CHECK_ALIKE_KEYS", facts({ activity: someActivities, stage }));
    expect(finding?.title).toBe("2 groups of keys that differ only in case, spaces, hyphens or underscores");
    expect(finding?.examples).toEqual([
      "cluster “Acme” and “Ac-me” and “acme” (4 rows)",
      "product “GTX Pro” and “GTXPro” (4 rows)",
    ]);
  });
});

test("every check runs on empty facts of every kind, and finds nothing", async () => {
  const empty = facts({
    activity: activities([]),
    membership: memberships([]),
    stage: stages([]),
    record: records([]),
    attribute: relation("cluster name value at learned forgotten", [], ["at", "learned", "forgotten"]),
  });
  expect(checksFor(empty)).toHaveLength(checks.length);
  for (const check of checks) expect([check.code, await found(check.code, empty)]).toEqual([check.code, null]);
  for (const check of checksFor(facts({})))
    expect([check.code, await found(check.code, facts({}))]).toEqual([check.code, null]);
});

test("what was not known yet, or is forgotten, is not looked at", async () => {
  const later = stages([["a", "nonsense", "2026-01-01", "2026-12-01"]]);
  expect(await found("CHECK_UNKNOWN_STAGE", facts({ stage: later }))).toBeNull();
});

test("hostile keys are examples like any other", async () => {
  const activity = activities([["1", "2026-01-01", null, `x'); DROP TABLE y; -- "`, null, "v"]]);
  expect((await found("CHECK_UNATTRIBUTED", facts({ activity })))?.examples).toEqual([
    `member “x'); DROP TABLE y; -- "” (1 activity)`,
  ]);
});
