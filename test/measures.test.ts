import { describe, expect, test } from "vitest";
import type { CellList, MoveList } from "../src/query/cell-list.ts";
import type { Levels } from "../src/query/levels.ts";
import type { Matrix } from "../src/query/matrix.ts";
import type { Retention } from "../src/query/retention.ts";
import type { Stickiness } from "../src/query/stickiness.ts";
import type { Transitions } from "../src/query/transitions.ts";
import { answerOf, caseFolder } from "./case-folder.ts";
import { runSmac } from "./run-smac.ts";

// Worked by hand: who did what on which day of 2026, at noon UTC.
const deeds =
  "a 01-05 web; a 01-06 web; b 01-20 web; a 02-03 web; c 02-10 web; c 02-11 app; c 02-12 app; c 02-12 app; b 03-02 app; d 03-05 ; a 03-10 web";
const changes =
  "x lead 2026-01-01; x customer 2026-01-11; x  2026-02-10; y lead 2026-01-15; z prospect ; z lead 2026-01-20; z prospect 2026-01-25; z lead 2026-01-30";
const folder = caseFolder({
  "acts.csv": [
    "who,at,app",
    ...deeds.split("; ").map((deed) => deed.replace(/^(\w) (\S+) (\w*)$/, "$1,2026-$2T12:00:00Z,$3")),
  ],
  "stages.csv": ["cluster,stage,from", ...changes.split("; ").map((change) => change.replaceAll(" ", ","))],
});
const acts = ["acts.csv", "--at", "at", "--cluster", "who"];

async function ask<T>(command: string, ...args: readonly string[]): Promise<T> {
  return (await answerOf(folder, [command, ...args])) as T;
}

const who = ({ clusters }: CellList | MoveList) => clusters.map((each) => each.cluster);

describe("retention", () => {
  test("a cohort is who was active for the first time ever; its ages are the periods after", async () => {
    const { totals } = await ask<Retention>("retention", ...acts);
    expect(totals.map(({ period, size, ages: each }) => [period.start, size, each.map(({ kept }) => kept)])).toEqual([
      ["2026-01-01", 2, [2, 1, 2]],
      ["2026-02-01", 1, [1, 0]],
      ["2026-03-01", 1, [1]],
    ]);
    expect(totals.map(({ period }) => period.history ?? null)).toEqual(["cut", "cut", null]);
    expect(totals[0]!.ages.map(({ rate }) => rate)).toEqual([1, 0.5, 1]);
  });

  test("all cohorts together: those that are known from their beginning, at the ages they have reached", async () => {
    const { ages } = await ask<Retention>("retention", ...acts, "--to", "2026-04");
    expect(ages).toEqual([
      { age: 0, cohorts: 2, size: 1, kept: 1, rate: 1 },
      { age: 1, cohorts: 1, size: 1, kept: 0, rate: 0 },
    ]);
  });

  test("what came before the range still makes who is new", async () => {
    const { totals } = await ask<Retention>("retention", ...acts, "--from", "2026-02");
    expect(totals.map(({ size }) => size)).toEqual([1, 1]);
  });

  test("an age that is not over is told so far and left out of all together", async () => {
    const { totals, ages } = await ask<Retention>("retention", ...acts, "--now", "2026-03-06T00:00:00Z");
    expect(totals[0]!.ages).toEqual([
      { age: 0, complete: true, kept: 2, rate: 1 },
      { age: 1, complete: true, kept: 1, rate: 0.5 },
      { age: 2, complete: false, kept: 1, rate: 0.5 },
    ]);
    expect(ages).toEqual([]);
  });

  test("each cell opens into its clusters, and into those that are not in it", async () => {
    const january = [...acts, "--cohort", "2026-01"];
    expect(who(await ask("retention", ...january))).toEqual(["a", "b"]);
    const kept = await ask<CellList>("retention", ...january, "--age", "1");
    expect([kept.count, who(kept)]).toEqual([1, ["a"]]);
    expect(kept.clusters[0]).toMatchObject({ days: 1, events: 1, weight: 1 });
    expect(who(await ask("retention", ...january, "--age", "1", "--lost"))).toEqual(["b"]);
  });

  test("by product, a cohort is that of the product", async () => {
    const { rows, groups } = await ask<Retention>("retention", ...acts, "--product", "app");
    const app = rows.filter((row) => row.product === "app");
    expect(app.map(({ size }) => size)).toEqual([0, 1, 1]);
    expect(groups.map(({ product }) => product)).toEqual([null, "app", "web"]);
  });
});

describe("stickiness", () => {
  test("active days for each active cluster, and as a share of the period's days", async () => {
    const { totals } = await ask<Stickiness>("stickiness", ...acts);
    expect(totals.map((t) => [t.active, t.active_days, t.days_per_active, t.period_days])).toEqual([
      [2, 3, 1.5, 31],
      [2, 4, 2, 28],
      [3, 3, 1, 31],
    ]);
    expect(totals[0]!.stickiness).toBeCloseTo(1.5 / 31, 12);
  });

  test("of a period that is not over, the days so far", async () => {
    const { totals } = await ask<Stickiness>("stickiness", ...acts, "--now", "2026-02-10T18:00:00Z");
    expect(totals[1]).toMatchObject({ active: 2, active_days: 2, period_days: 10, stickiness: 0.1 });
  });

  test("a day may ask for more than one activity", async () => {
    const { totals } = await ask<Stickiness>("stickiness", ...acts, "--day-events", "2");
    expect(totals.map((t) => [t.active, t.active_days])).toEqual([
      [2, 0],
      [2, 1],
      [3, 0],
    ]);
  });

  test("the list has as many clusters and days as the number says", async () => {
    const list = await ask<CellList>("stickiness", ...acts, "--in", "2026-02", "--list");
    expect(list.clusters.map(({ cluster, days, events }) => [cluster, days, events])).toEqual([
      ["a", 1, 1],
      ["c", 3, 4],
    ]);
  });
});

describe("levels", () => {
  test("everybody seen so far is at a level, most days last", async () => {
    const { totals, levels } = await ask<Levels>("levels", ...acts, "--levels", "1,2,3");
    expect(levels.map(({ name }) => name)).toEqual(["dormant", "light", "regular", "power"]);
    expect(totals.map(({ clusters, counts }) => [clusters, counts])).toEqual([
      [2, [0, 1, 1, 0]],
      [3, [1, 1, 0, 1]],
      [4, [1, 3, 0, 0]],
    ]);
    expect(totals[1]!.curve).toEqual([
      { days: 0, clusters: 1 },
      { days: 1, clusters: 1 },
      { days: 3, clusters: 1 },
    ]);
  });

  test("who misses the threshold is dormant, so the other levels add up to the active", async () => {
    const { totals } = await ask<Levels>("levels", ...acts, "--levels", "1,2,3", "--days", "2");
    expect(totals.map(({ counts }) => counts)).toEqual([
      [1, 0, 1, 0],
      [2, 0, 0, 1],
      [4, 0, 0, 0],
    ]);
  });

  test("a level, or a number of days, opens into its clusters", async () => {
    const february = [...acts, "--levels", "1,2,3", "--in", "2026-02", "--level"];
    expect(who(await ask("levels", ...february, "dormant"))).toEqual(["b"]);
    expect(who(await ask("levels", ...february, "power"))).toEqual(["c"]);
    expect(who(await ask("levels", ...february, "1"))).toEqual(["a"]);
  });

  test.each([
    ["1,4,15", ["dormant", "light", "regular", "power"]],
    ["1,2", ["dormant", "1", "2+"]],
    ["1,3,8,20", ["dormant", "1–2", "3–7", "8–19", "20+"]],
    ["some:2,many:10", ["dormant", "some", "many"]],
  ])("--levels %s", async (cuts, names) => {
    const { levels } = await ask<Levels>("levels", ...acts, "--levels", cuts);
    expect(levels.map(({ name }) => name)).toEqual(names);
  });
});

describe("transitions", () => {
  const stages = ["--stages", "stages.csv", "--stage-order", "prospect,lead,customer"];

  test("every move of a period, with who could have made it and how long the stage was held", async () => {
    const { rows } = await ask<Transitions>("transitions", ...stages);
    expect(rows.map((r) => [r.period.start.slice(0, 7), r.from, r.to, r.moves, r.clusters, r.could, r.rate])).toEqual([
      ["2026-01", null, "lead", 2, 2, null, null],
      ["2026-01", "prospect", "lead", 2, 1, 1, 1],
      ["2026-01", "lead", "prospect", 1, 1, 3, 1 / 3],
      ["2026-01", "lead", "customer", 1, 1, 3, 1 / 3],
      ["2026-02", "customer", null, 1, 1, 1, 1],
    ]);
    expect(rows.map((r) => r.held)).toEqual([
      { known: 0, mean: null, median: null },
      { known: 1, mean: 5, median: 5 },
      { known: 1, mean: 5, median: 5 },
      { known: 1, mean: 10, median: 10 },
      { known: 1, mean: 30, median: 30 },
    ]);
  });

  test("a stage's balance: opening and entered less exited is closing", async () => {
    const { stages: balances } = await ask<Transitions>("transitions", ...stages, "--in", "2026-01");
    expect(balances.map((s) => [s.stage, s.opening, s.entered, s.exited, s.closing])).toEqual([
      ["prospect", 1, 1, 2, 0],
      ["lead", 0, 4, 2, 2],
      ["customer", 0, 1, 0, 1],
    ]);
  });

  test("moves open one by one, and so do those who could have moved", async () => {
    const january = [...stages, "--in", "2026-01"];
    const moves = await ask<MoveList>("transitions", ...january, "--into", "lead");
    expect(moves.count).toBe(4);
    expect(moves.clusters.map((m) => [m.cluster, m.at?.slice(0, 10), m.from, m.held_days])).toEqual([
      ["x", "2026-01-01", null, null],
      ["y", "2026-01-15", null, null],
      ["z", "2026-01-20", "prospect", null],
      ["z", "2026-01-30", "prospect", 5],
    ]);
    expect(who(await ask<MoveList>("transitions", ...january, "--out-of", "lead", "--could"))).toEqual(["x", "y", "z"]);
    const left = [...stages, "--in", "2026-02", "--into", "none"];
    expect(who(await ask<MoveList>("transitions", ...left))).toEqual(["x"]);
  });

  test("a move belongs to the local day on which it takes effect", async () => {
    const east = await ask<Transitions>("transitions", ...stages, "--timezone", "America/New_York");
    expect(east.rows[0]).toMatchObject({ from: null, to: "lead", moves: 2, period: { start: "2026-01-01" } });
    const late = caseFolder({ "s.csv": ["cluster,stage,from", "x,lead,2026-02-01T02:00:00Z"] });
    const ny = ["transitions", "--stages", "s.csv", "--timezone", "America/New_York"];
    expect(((await answerOf(late, ny)) as Transitions).rows[0]!.period.start).toBe("2026-01-01");
  });
});

describe("matrix", () => {
  const february = [...acts, "--product", "app", "--in", "2026-02"];

  test("days with each product, the most engaged first, the rest together", async () => {
    const matrix = await ask<Matrix>("matrix", ...february, "--top", "1");
    expect(matrix.products).toEqual(["app", "web"]);
    expect(matrix.count).toBe(2);
    expect(matrix.clusters.map((row) => [row.cluster, row.days, row.cells])).toEqual([["c", 3, [2, 1]]]);
    expect(matrix.rest).toEqual({
      clusters: 1,
      columns: [
        { product: "app", clusters: 0, sum: 0 },
        { product: "web", clusters: 1, sum: 1 },
      ],
    });
    expect(matrix.columns.map(({ clusters }) => clusters)).toEqual([1, 2]);
  });

  test("activities instead of days; one product's clusters", async () => {
    const events = await ask<Matrix>("matrix", ...february, "--cells", "events");
    expect(events.clusters.map((row) => [row.cluster, row.cells])).toEqual([
      ["c", [3, 1]],
      ["a", [0, 1]],
    ]);
    const app = await ask<Matrix>("matrix", ...february, "--of-product", "app");
    expect(app.clusters.map((row) => row.cluster)).toEqual(["c"]);
  });

  test("activity without a product has a column of its own", async () => {
    const march = await ask<Matrix>("matrix", ...acts, "--product", "app", "--in", "2026-03");
    expect(march.products).toEqual(["app", "web", null]);
    expect(march.clusters.find((row) => row.cluster === "d")?.cells).toEqual([0, 0, 1]);
  });
});

describe("what cannot be asked is said", () => {
  test.each([
    [["retention", ...acts, "--cohort", "2025-01"], "QUERY_UNKNOWN_COHORT"],
    [["retention", ...acts, "--cohort", "2026-01", "--age", "9"], "QUERY_BAD_AGE"],
    [["retention", ...acts, "--age", "1"], "USAGE_NO_COHORT"],
    [["levels", ...acts, "--levels", "4,1"], "QUERY_BAD_LEVELS"],
    [["levels", ...acts, "--levels", "light:1,light:2"], "QUERY_BAD_LEVELS"],
    [["levels", ...acts, "--level", "mild"], "QUERY_UNKNOWN_LEVEL"],
    [["levels", ...acts, "--of-product", "web"], "USAGE_NO_LEVEL"],
    [["stickiness", ...acts, "--day-events", "0"], "QUERY_BAD_DAY_EVENTS"],
    [
      ["stickiness", ...acts, "--member", "who", "--with", "app", "--definition", "interaction-groups"],
      "QUERY_NO_CLUSTERS",
    ],
    [["transitions", ...acts], "QUERY_NO_STAGES"],
    [["transitions", ...acts, "--stage", "app"], "QUERY_NO_STAGE_HISTORY"],
    [["transitions", "--stages", "stages.csv", "--out-of", "leat"], "QUERY_UNKNOWN_STAGE"],
    [["transitions", "--stages", "stages.csv", "--could"], "QUERY_NO_STAGE"],
    [["matrix", ...acts], "QUERY_NO_PRODUCTS"],
  ])("%j", async (args, code) => {
    const ran = await runSmac(args, { cwd: folder });
    expect(ran.stderr).toContain(`[${code}]`);
    expect(ran.code).toBe(2);
  });

  test("periods that a definition takes together are told apart, with a warning", async () => {
    const { totals, warnings } = await ask<Levels>("levels", ...acts, "--over", "mean");
    expect(totals).toHaveLength(3);
    expect(warnings?.map(({ code }) => code)).toEqual(["OVER_UNUSED"]);
  });
});

describe("as text", () => {
  test.each([
    ["retention", acts],
    ["stickiness", acts],
    ["levels", acts],
    ["matrix", [...acts, "--product", "app"]],
    ["transitions", ["--stages", "stages.csv", "--all"]],
  ])("%s fits a window of 80 columns, in colour only on a terminal", async (command, args) => {
    const plain = await runSmac([command, ...args, "--quiet"], {
      cwd: folder,
      columns: 80,
      tty: true,
      env: { NO_COLOR: "1" },
    });
    expect(plain.code).toBe(0);
    expect(Math.max(...plain.stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(plain.stdout).not.toContain("\u001b");
    const painted = await runSmac([command, ...args, "--quiet"], { cwd: folder, columns: 80, tty: true });
    expect(painted.stdout).toContain("\u001b[");
    expect(painted.stdout.replace(/\u001b\[[\d;]*m/g, "")).toBe(plain.stdout);
  });

  test.each(["csv", "md"])("as %s, and flat lines add up to the same", async (format) => {
    for (const [command, args] of [
      ["retention", acts],
      ["stickiness", acts],
      ["levels", acts],
      ["matrix", [...acts, "--product", "app"]],
      ["transitions", ["--stages", "stages.csv"]],
      ["retention", [...acts, "--cohort", "2026-01"]],
      ["transitions", ["--stages", "stages.csv", "--list"]],
    ] as const) {
      const { code, stdout } = await runSmac([command, ...args, "--format", format], { cwd: folder });
      expect(code).toBe(0);
      const widths = new Set(
        stdout
          .trimEnd()
          .split("\n")
          .map((line) => line.split(format === "csv" ? "," : "|").length),
      );
      expect([command, widths.size]).toEqual([command, 1]);
    }
  });
});
