import { expect, test } from "vitest";
import type { Report } from "../api/schema.ts";
import type { Setting } from "./setting.ts";
import { timeChart } from "./time-chart.ts";

test("a line begins where the data begin; a month without anybody after that is one with nobody", () => {
  const months = ["2026-07", "2026-08", "2026-09", "2026-10"].map((month) => ({
    kind: "month" as const,
    start: `${month}-01`,
    end: `${month}-28`,
    complete: true,
    history: "cut" as const,
  }));
  const rows = [0, 110, 0, 120].map((active, index) => ({
    period: months[index] as Report["rows"][number]["period"],
    stage: null,
    by: {},
    product: null,
    active,
    population: null,
  }));
  const report = { rows, totals: rows } as unknown as Report;
  const setting = { cut: 20_800, kind: "month", focus: { complete: true }, definition: {} } as unknown as Setting;
  const chart = timeChart(report, { measure: "count", setting, hrefOf: () => "" });
  expect(chart.series[0]?.points.map((each) => each?.value ?? null)).toEqual([null, 110, 0, 120]);
});
