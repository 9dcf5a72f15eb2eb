import { describe, expect, test } from "vitest";
import type { Report } from "../query/report.ts";
import { csv, safeText } from "./csv.ts";
import { flatClusters, flatExplanation, flatRows } from "./flat.ts";
import { clustersJson, explanationJson, reportJson } from "./json.ts";
import { markdownTable, reportMarkdown } from "./markdown.ts";

const period = { kind: "month", start: "2026-10-01", end: "2026-11-01", complete: true } as const;
const report: Report = {
  freshness: [{ through: "2026-11-22T05:00:00Z", source: "books" }],
  definition: { sentence: "customers of each stage", version: 1, name: "stage-rate" },
  rows: [
    {
      active: 1,
      population: 3,
      rate: 1 / 3,
      new: 0,
      retained: 1,
      resurrected: 0,
      dormant: 2,
      product: null,
      by: { region: '=HYPERLINK("x","y")' },
      stage: "lead",
      period: { ...period, history: "cut" },
    },
  ],
  totals: [
    {
      period,
      active: 1.5,
      population: null,
      rate: null,
      new: null,
      retained: null,
      resurrected: null,
      dormant: null,
      left: 4,
    },
  ],
  unattributed: { clusters_without_stage: 0, activities: 7 },
};

describe("flat rows", () => {
  test("rows, then totals, one column a number", () => {
    const { columns, rows } = flatRows(report);
    expect(columns.map((c) => c.name).join()).toBe(
      "scope,period_kind,period_start,period_end,complete,stage,product,by.region,active,population,rate,new,retained,resurrected,dormant,left,clipped,history",
    );
    expect(rows).toEqual([
      [
        "row",
        "month",
        "2026-10-01",
        "2026-11-01",
        true,
        "lead",
        null,
        '=HYPERLINK("x","y")',
        1,
        3,
        1 / 3,
        0,
        1,
        0,
        2,
        null,
        false,
        "cut",
      ],
      [
        "total",
        "month",
        "2026-10-01",
        "2026-11-01",
        true,
        null,
        null,
        null,
        1.5,
        null,
        null,
        null,
        null,
        null,
        null,
        4,
        false,
        null,
      ],
    ]);
  });
});

describe("CSV", () => {
  test("numbers unrounded, nothing for null, and no formula from a text", () => {
    expect(csv(flatRows(report))).toBe(
      "scope,period_kind,period_start,period_end,complete,stage,product,by.region,active,population,rate,new,retained,resurrected,dormant,left,clipped,history\n" +
        'row,month,2026-10-01,2026-11-01,true,lead,,"\'=HYPERLINK(""x"",""y"")",1,3,0.3333333333333333,0,1,0,2,,false,cut\n' +
        "total,month,2026-10-01,2026-11-01,true,,,,1.5,,,,,,,4,false,\n",
    );
  });

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"])("the text %j gets an apostrophe", (text) => {
    expect(safeText(text)).toBe(`'${text}`);
  });

  test("a negative number does not, nor a harmless text; quotes, commas and breaks are quoted", () => {
    const table = {
      columns: [
        { name: "-name", type: "text" as const },
        { name: "share", type: "number" as const },
      ],
      rows: [
        ["a,b", -1.5],
        ['say "hi"', 1e21],
        ["two\nlines", 0],
        [" x", null],
        ["", 1],
        ["a=b", 2],
      ],
    };
    expect(csv(table)).toBe('\'-name,share\n"a,b",-1.5\n"say ""hi""",1e+21\n"two\nlines",0\n" x",\n"",1\na=b,2\n');
  });
});

describe("JSON", () => {
  test("is the contract: keys in one order whatever order they came in, numbers unrounded", () => {
    expect(reportJson(report)).toBe(`{
  "definition": {"name":"stage-rate","version":1,"sentence":"customers of each stage"},
  "rows": [
    {"period":{"kind":"month","start":"2026-10-01","end":"2026-11-01","complete":true,"history":"cut"},"stage":"lead","by":{"region":"=HYPERLINK(\\"x\\",\\"y\\")"},"product":null,"active":1,"population":3,"rate":0.3333333333333333,"new":0,"retained":1,"resurrected":0,"dormant":2}
  ],
  "totals": [
    {"period":{"kind":"month","start":"2026-10-01","end":"2026-11-01","complete":true},"active":1.5,"population":null,"rate":null,"new":null,"retained":null,"resurrected":null,"dormant":null,"left":4}
  ],
  "unattributed": {"activities":7,"clusters_without_stage":0},
  "freshness": [
    {"source":"books","through":"2026-11-22T05:00:00Z"}
  ]
}
`);
  });

  test("of nothing is still the contract", () => {
    const empty = JSON.parse(
      reportJson({
        ...report,
        rows: [],
        totals: [],
        freshness: [],
        stage_source: "attribute",
        warnings: [{ message: "m", code: "c" }],
      }),
    );
    expect(empty).toEqual({
      definition: report.definition,
      rows: [],
      totals: [],
      unattributed: { activities: 7, clusters_without_stage: 0 },
      freshness: [],
      stage_source: "attribute",
      warnings: [{ code: "c", message: "m" }],
    });
  });
});

const list = {
  period,
  stage: null,
  product: "Ledger",
  status: "active",
  count: 1,
  clusters: [
    {
      cluster: "A-1",
      name: null,
      owner: "Team North",
      weight: 1,
      status: "new",
      stage: "lead",
      events: 3,
      days: 2,
      members: 1,
      last: "2026-10-02T00:00:00Z",
      reason: "first active",
    },
  ],
} as const;

test("a list, flat and as JSON", () => {
  expect(csv(flatClusters(list))).toBe(
    "cluster,name,owner,weight,status,stage,events,days,members,last,reason\nA-1,,Team North,1,new,lead,3,2,1,2026-10-02T00:00:00Z,first active\n",
  );
  expect(Object.keys(JSON.parse(clustersJson(list)))).toEqual([
    "period",
    "stage",
    "product",
    "status",
    "count",
    "clusters",
  ]);
  expect(JSON.parse(clustersJson(list))).toEqual(list);
});

test("an explanation, flat and as JSON", () => {
  const parts = { behaviour: -1, mix: 0, entry: 0, exit: 0, restated: 0, definition: 0, change: -1 };
  const explanation = {
    from: period,
    to: { ...period, complete: false },
    count: parts,
    rate: null,
    clusters: { behaviour: { "A-1": -1 } },
    rate_clusters: { behaviour: { "A-1": -0.5 }, exit: { "A-2": 0.25 } },
  };
  expect(JSON.parse(explanationJson(explanation))).toEqual(explanation);
  const rows = flatExplanation(explanation).rows.map((row) => row.slice(4));
  expect(rows[0]).toEqual(["behaviour", null, -1, null]);
  expect(rows.slice(6)).toEqual([
    ["change", null, -1, null],
    ["behaviour", "A-1", -1, -0.5],
    ["exit", "A-2", null, 0.25],
  ]);
});

describe("Markdown", () => {
  test("a report: sentence, table, totals in bold, notes; names stay text", () => {
    const hostile = { ...report, rows: report.rows.map((r) => ({ ...r, by: { region: "a|b [x](y) <b>*_`&\n" } })) };
    expect(reportMarkdown(hostile)).toBe(
      "**stage-rate**: customers of each stage\n\n" +
        "| period | stage | region | active | of | rate | new | retained | resurrected | dormant |\n" +
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n" +
        "| Oct 2026 | lead | a\\|b \\[x\\](y) &lt;b>\\*\\_\\`&amp;  | 1 | 3 | 33.3% | 0 | 1 | 0 | 2 |\n" +
        "| **Oct 2026** | **all stages** |  | **1.5** | **—** | **—** | **—** | **—** | **—** | **—** |\n" +
        "\n- the data begins about Oct 2026: who is new there is not known\n" +
        "- not counted: 7 activities that found no cluster\n" +
        "- read through: books 2026-11-22T05:00:00Z\n",
    );
  });

  test("a flat table", () => {
    expect(
      markdownTable({
        columns: [
          { name: "who", type: "text" },
          { name: "rate", type: "share" },
        ],
        rows: [
          ["a", 0.5],
          [null, null],
        ],
      }),
    ).toBe("| who | rate |\n| --- | ---: |\n| a | 50.0% |\n| — | — |\n");
  });
});
