import { afterAll, beforeAll, expect, test } from "vitest";
import { readXlsx } from "hucre/xlsx";
import { type Served, served } from "./served.ts";

let api: Served;
beforeAll(async () => {
  api = await served();
});
afterAll(async () => {
  await api.close();
  if (api.failures.length > 0) throw new Error(String(api.failures[0]));
});

const tables = [
  { title: "=Trend [by region]", ask: "report?by=region&from=2026-03&to=2026-03" },
  { title: "=Trend [by region]", ask: "clusters?in=2026-03" },
];
const send = async (format: string, body: object = { title: "Monday: review", tables }) =>
  api.ask(`/api/v1/exports?format=${format}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("several answers are one CSV, which no spreadsheet runs, under the title's name", async () => {
  const response = await send("csv");
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="Monday-review.csv"');
  const [head = "", first = "", ...rest] = (await response.text()).trimEnd().split("\n");
  expect(head.startsWith("table,")).toBe(true);
  expect(head.split(",")).toContain("cluster");
  expect(first.startsWith("'=Trend [by region],")).toBe(true);
  const list = await api.json<{ clusters: unknown[] }>("/api/v1/clusters?in=2026-03");
  const report = await api.ask("/api/v1/report?by=region&from=2026-03&to=2026-03&format=csv");
  const lines = (await report.text()).trimEnd().split("\n").length - 1;
  expect(rest.length + 1).toBe(lines + list.clusters.length);
});

test("as a workbook each has a sheet, whatever its title", async () => {
  const response = await send("xlsx");
  const book = await readXlsx(new Uint8Array(await response.arrayBuffer()));
  expect(book.sheets.map(({ name }) => name)).toEqual(["Contents", "=Trend by region", "=Trend by region 2"]);
  expect(book.sheets[0]?.rows[1]?.[1]).toBe("=Trend [by region]");
});

test.each([
  [{ title: "x", tables: [] }],
  [{ title: "x", tables: [{ title: "y", ask: "definitions" }] }],
  [{ title: "x", tables: [{ title: "y", ask: "report?frm=1" }] }],
  [{ title: "x", tables: [{ title: "y", ask: "report?from=*" }] }],
  [{ title: "x", tables: [{ title: "y", ask: "https://evil.example/" }] }],
  [{ title: "x", tables: [{ title: "y", ask: "http://[" }] }],
  [{ title: "x", tables: [{ title: "y", ask: "//[" }] }],
])("what is no table is refused: %j", async (body) => {
  expect((await send("csv", body)).status).toBe(400);
});

test("the log says which questions were taken along", async () => {
  await send("csv");
  const { deeds } = await api.json<{ deeds: { what: string; asked: unknown; format: string }[] }>("/api/v1/audit");
  const body = { title: "Monday: review", tables };
  expect(deeds[0]).toMatchObject({ what: "POST /api/v1/exports", asked: body, format: "csv" });
});
