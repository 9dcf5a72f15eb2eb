import { describe, expect, test } from "vitest";
import type { Counts, Report, ReportRow, TotalRow } from "../../query/report.ts";
import { displayWidth } from "../../format/display-width.ts";
import { reportTable } from "./table.ts";

type Numbers = readonly [active: number, population: number | null, ...lifecycle: (number | null)[]];

/** The counts of a cell from active, population, new, retained, resurrected, dormant. */
function counts([
  active,
  population,
  fresh = null,
  retained = null,
  resurrected = null,
  dormant = null,
]: Numbers): Counts {
  const rate = population === null || population === 0 ? null : active / population;
  return { active, population, rate, new: fresh, retained, resurrected, dormant };
}

/** A month of 2026 as printed. */
function month(number: number, complete = true) {
  const start = (n: number) => `2026-${String(n).padStart(2, "0")}-01`;
  return { kind: "month", start: start(number), end: start(number + 1), complete };
}

const stages = ["prospect", "lead", "opportunity", "customer"];

/** August to November 2026, the last not complete; four stages and totals. */
const numbers: readonly (readonly Numbers[])[] = [
  [
    [10, 30, 4, 5, 1, 2],
    [20, 40, 6, 13, 1, 3],
    [12, 15, 0, 10, 2, 1],
    [120, 130, 1, 117, 2, 4],
    [162, 215, 11, 145, 6, 10],
  ],
  [
    [9, 30, 3, 5, 1, 3],
    [0, 0, 0, 0, 0, 0],
    [13, 13, 1, 12, 0, 0],
    [1180, 1420, 0, 1170, 10, 30],
    [1202, 1463, 4, 1187, 11, 33],
  ],
  [
    [7, 28, 2, 4, 1, 4],
    [7, 13, 1, 5, 1, 2],
    [26, 32, 2, 20, 4, 1],
    [1112, 1470, 0, 1100, 12, 68],
    [1152, 1543, 5, 1129, 18, 75],
  ],
  [
    [3, 28, 1, 2, 0, 4],
    [2, 13, 0, 2, 0, 5],
    [11, 32, 0, 11, 0, 15],
    [604, 1480, 0, 600, 4, 500],
    [620, 1553, 1, 615, 4, 524],
  ],
];

const rows = numbers.flatMap((cells, m) =>
  stages.map((stage, i): ReportRow => ({
    period: month(m + 8, m < 3),
    stage,
    by: {},
    product: null,
    ...counts(cells[i]!),
  })),
);
const totals = numbers.map((cells, m): TotalRow => ({ period: month(m + 8, m < 3), ...counts(cells[4]!), left: m }));

/** A report of four stages over four months, with something to say about each. */
const sampleReport: Report = {
  definition: {
    name: "stage-rate",
    version: 1,
    sentence: "customers of each stage with at least 1 activity in the calendar month (UTC), stage held at month end",
  },
  rows: rows.map((row) =>
    row.period.start === "2026-08-01" ? { ...row, period: { ...row.period, history: "cut" } } : row,
  ),
  totals: totals.map((t) => (t.period.start === "2026-08-01" ? { ...t, period: { ...t.period, history: "cut" } } : t)),
  unattributed: { activities: 1234, clusters_without_stage: 1 },
  freshness: [
    { source: "events", through: "2026-11-16T00:00:00Z" },
    { source: "crm", through: null },
  ],
  warnings: [{ code: "INPUT_NULL_WORD", message: "the word NULL is text in column “region”" }],
};

const lines = (...all: string[]) => all.map((line) => `${line}\n`).join("");
const plain = { colour: false };

const notes = [
  "… Nov 2026 so far: not complete, so not in the trend or the change",
  "the data begins about Aug 2026: who is new there is not known",
  "— no rate: there was nobody to count",
  "not counted: 1,234 activities that found no cluster",
  "in no row: 1 cluster active while in no stage",
  "read through: events 2026-11-16T00:00:00Z",
  "warning: the word NULL is text in column “region”",
];

describe("four stages by month", () => {
  test("with room: the last complete month with its lifecycle, then every month with its counts", () => {
    expect(reportTable(sampleReport, { ...plain, width: 110 })).toBe(
      lines(
        "stage-rate: customers of each stage with at least 1 activity in the calendar month (UTC), stage held at month",
        "end",
        "",
        "Oct 2026, change against Sep 2026",
        "stage        active     of   rate  95% range     change  new  retained  resurrected  dormant  trend",
        "prospect          7     28  25.0%     13–43%   −5.0 pts    2         4            1        4  ▆▅▃",
        "lead              7     13  53.8%     29–77%          —    1         5            1        2  ▄ ▅",
        "opportunity      26     32  81.3%     65–91%  −18.8 pts    2        20            4        1  ▂▇▂",
        "customer      1,112  1,470  75.6%     73–78%   −7.5 pts    0     1,100           12       68  ▇▄▂",
        "───────────────────────────────────────────────────────────────────────────────────────────────────",
        "all stages    1,152  1,543  74.7%     72–77%   −7.5 pts    5     1,129           18       75  ▄▆▃",
        "",
        "month        prospect        lead  opportunity          customer        all stages",
        "Aug 2026   10/30  33%  20/40  50%   12/15  80%    120/130    92%    162/215    75%",
        "Sep 2026    9/30  30%   0/0     —   13/13 100%  1,180/1,420  83%  1,202/1,463  82%",
        "Oct 2026    7/28  25%   7/13  54%   26/32  81%  1,112/1,470  76%  1,152/1,543  75%",
        "Nov 2026…   3/28  11%   2/13  15%   11/32  34%    604/1,480  41%    620/1,553  40%",
        "",
        ...notes,
      ),
    );
  });

  test("80 columns: the months with rates, and where the counts are", () => {
    expect(reportTable(sampleReport, { ...plain, width: 80 })).toBe(
      lines(
        "stage-rate: customers of each stage with at least 1 activity in the calendar",
        "month (UTC), stage held at month end",
        "",
        "Oct 2026, change against Sep 2026",
        "stage        active     of   rate     change  trend",
        "prospect          7     28  25.0%   −5.0 pts  ▆▅▃",
        "lead              7     13  53.8%          —  ▄ ▅",
        "opportunity      26     32  81.3%  −18.8 pts  ▂▇▂",
        "customer      1,112  1,470  75.6%   −7.5 pts  ▇▄▂",
        "───────────────────────────────────────────────────",
        "all stages    1,152  1,543  74.7%   −7.5 pts  ▄▆▃",
        "",
        "month      prospect  lead  opportunity  customer  all stages",
        "Aug 2026        33%   50%          80%       92%         75%",
        "Sep 2026        30%     —         100%       83%         82%",
        "Oct 2026        25%   54%          81%       76%         75%",
        "Nov 2026…       11%   15%          34%       41%         40%",
        "",
        "rates only, for lack of room: a wider window or --format csv has the counts too",
        "a wider window shows 95% range, new, retained, resurrected and dormant too",
        ...notes,
      ),
    );
  });

  test("50 columns: the stages down, the months across, in ASCII where only that is understood", () => {
    const text = reportTable(sampleReport, { ...plain, width: 50, unicode: false });
    expect(text).toContain(
      lines(
        "rate, Aug 2026 to Nov 2026~",
        "stage        Aug   Sep  Oct  Nov~",
        "prospect     33%   30%  25%   11%",
        "lead         50%     -  54%   15%",
        "opportunity  80%  100%  81%   34%",
        "customer     92%   83%  76%   41%",
        "---------------------------------",
        "all stages   75%   82%  75%   40%",
      ),
    );
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
  });

  test.each([50, 60, 80, 100, 140])("stays within %i columns", (width) => {
    for (const line of reportTable(sampleReport, { ...plain, width }).split("\n")) {
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  test("colour changes nothing but the look, and is only there when asked for", () => {
    const painted = reportTable(sampleReport, { colour: true, width: 80 });
    expect(painted).toContain("\u001b[31m−7.5 pts\u001b[39m");
    expect(painted.replace(/\u001b\[\d+m/g, "").replace(/ +\n/g, "\n")).toBe(
      reportTable(sampleReport, { ...plain, width: 80 }),
    );
  });
});

describe("one line of numbers", () => {
  const days = Array.from({ length: 20 }, (_, i) => {
    const date = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString().slice(0, 10);
    const period = { kind: "trailing:28d", start: date(i - 26), end: date(i + 2), complete: true };
    return { period, stage: null, by: {}, product: null, ...counts([i + 1, null, 1, i, 0, 0]) };
  });
  const report: Report = {
    definition: { name: "customers", version: 1, sentence: "customers with at least 1 activity in the last 28 days" },
    rows: days,
    totals: days.map(({ period, ...rest }) => ({ period, ...rest })),
    unattributed: { activities: 0, clusters_without_stage: 0 },
    freshness: [],
  };

  test("a row a day, the last fourteen, the change known for the first of them too", () => {
    const text = reportTable(report, { ...plain, width: 80 }).split("\n");
    expect(text[2]).toBe("28 days to  active  change  new  retained  resurrected  dormant");
    expect(text[3]).toBe("2026-01-07       7      +1    1         6            0        0  ████");
    expect(text[16]).toBe("2026-01-20      20      +1    1        19            0        0  ████████████");
    expect(text.slice(17)).toEqual(["", "the last 14 of 20: --all shows every one", ""]);
  });

  test("all of them when asked for", () => {
    const text = reportTable(report, { ...plain, width: 80, all: true }).split("\n");
    expect(text.filter((line) => line.startsWith("2026-01-")).length).toBe(20);
    expect(text.at(-2)).toMatch(/^2026-01-20 /);
  });
});

describe("split by attributes", () => {
  const regions = ["APAC", "Evil\u001b[2J\nname", null];
  const report: Report = {
    ...sampleReport,
    rows: sampleReport.rows.flatMap((row) => regions.map((region) => ({ ...row, by: { region } }))),
    warnings: [],
  };

  test("names each stage once, tames hostile names, and says what has none", () => {
    const text = reportTable(report, { ...plain, width: 100 });
    expect(text).toContain(
      "\nprospect     APAC                7     28  25.0%   −5.0 pts  ▆▅▃\n             Evil�[2J name       7     28",
    );
    expect(text).toContain("\n             (none)              7     28");
    expect(text).not.toContain("\u001b");
  });
});

describe("few periods", () => {
  test("one period: no history, no change, no trend", () => {
    const only = (p: { start: string }) => p.start === "2026-10-01";
    const report = {
      ...sampleReport,
      rows: sampleReport.rows.filter((r) => only(r.period)),
      totals: sampleReport.totals.filter((t) => only(t.period)),
    };
    const text = reportTable(report, { ...plain, width: 100 }).split("\n");
    expect(text[3]).toBe("Oct 2026");
    expect(text[4]).toBe("stage        active     of   rate  95% range  new  retained  resurrected  dormant");
    expect(text[8]).toBe("customer      1,112  1,470  75.6%     73–78%    0     1,100           12       68");
    expect(text[11]).toBe("");
    expect(text[12]).toBe("not counted: 1,234 activities that found no cluster");
  });

  test("only an incomplete one: so far", () => {
    const only = (p: { start: string }) => p.start === "2026-11-01";
    const report = {
      ...sampleReport,
      rows: sampleReport.rows.filter((r) => only(r.period)),
      totals: sampleReport.totals.filter((t) => only(t.period)),
    };
    expect(reportTable(report, { ...plain, width: 80 }).split("\n")[3]).toBe("Nov 2026 so far");
  });

  test("nothing: says so", () => {
    const text = reportTable({ ...sampleReport, rows: [], totals: [] }, { ...plain, width: 110 });
    expect(text.split("\n")[3]).toBe(
      "nothing to report: no activity qualifies, and no period was asked for with --from and --to",
    );
  });
});
