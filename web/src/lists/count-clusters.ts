import type { ClusterList } from "../api/schema.ts";
import { dayOf, isoDay, localDay } from "../calendar/days.ts";
import { dayOfKey } from "../calendar/periods.ts";
import type { Setting } from "../data/setting.ts";
import { nowAt, type Window, windowAt } from "../data/windows.ts";
import { attributesOf, type Cell } from "../url/cell.ts";
import { dayText, daysText, periodName, rangeText } from "../words/dates.ts";
import { stageName, statusName, valueName } from "../words/names.ts";
import { count, countOf } from "../words/numbers.ts";
import { linesAtOnce } from "./lines.ts";
import type { ListAsk, ListRow, ListSource } from "./sources.ts";

/** The clusters behind a count: of a period, stage, product, status and attributes. Several stages stand with commas. */
export const countClusters: ListSource = {
  asks: asksOf,
  page(answer, _, setting) {
    const list = answer as ClusterList;
    return { rows: list.clusters.map((each) => rowOf(each, setting)), count: list.count, next: list.next };
  },
  title: (found, cell, setting) =>
    `${countOf(found, "cluster").replace(/ /, ` ${adjective(cell)}`)}${places(cell)}, ${whenOf(cell, setting)}`,
};

function asksOf(cell: Cell, setting: Setting): readonly ListAsk[] {
  const stages = cell["stage"] === undefined ? [undefined] : cell["stage"].split(",");
  const names = attributesOf(cell).map((each) => each.slice(0, each.indexOf("=")));
  const by = [...new Set([...(setting.base.by?.split(",") ?? []), ...names])];
  return stages.map((stage) => ({
    path: "/api/v1/clusters" as const,
    params: {
      ...setting.base,
      ...(by.length === 0 ? {} : { by: by.join(",") }),
      ...(cell["kind"] === undefined ? {} : { period: cell["kind"] }),
      ...nowOfCell(cell, setting),
      in: cell["period"],
      "of-stage": stage,
      "of-product": cell["product"],
      of: attributesOf(cell),
      status: cell["status"],
      limit: linesAtOnce,
    },
  }));
}

function rowOf(each: ClusterList["clusters"][number], setting: Setting): ListRow {
  const last = each.last === null ? null : localDay(Date.parse(each.last), setting.zone);
  const days = each.days === 0 ? "no active days" : daysText(each.days);
  return {
    key: each.cluster,
    name: each.name ?? each.cluster,
    stage: each.stage,
    owner: each.owner,
    status: statusName(each.status),
    facts: last === null ? days : `${days}, last ${dayText(last, setting.cut)}`,
    reason: each.reason,
  };
}

function adjective(cell: Cell): string {
  const word = cell["status"] === undefined ? "active" : statusName(cell["status"]);
  return ["", "moved"].includes(word) || word.includes(" ") ? "" : `${word} `;
}

function places(cell: Cell): string {
  const status = statusName(cell["status"] ?? "active");
  const verb = status.includes(" ") ? ` that ${status === "not active" ? "were not active" : status}` : "";
  const stages = cell["stage"]?.split(",") ?? [];
  const among = stages.length === 1 ? ` in ${stageName(stages[0] ?? null)}` : "";
  const product = cell["product"] === undefined ? "" : ` using ${cell["product"]}`;
  const values = attributesOf(cell).map((each) => {
    const at = each.indexOf("=");
    return `, ${each.slice(0, at)} ${valueName(each.slice(at + 1))}`;
  });
  return `${among}${verb}${product}${values.join("")}`;
}

/** The days of a cell's period, in words. */
export function whenOf(cell: Cell, setting: Setting): string {
  const window = windowOfCell(cell, setting);
  if (window.complete) return periodName(window.span, setting.cut);
  return rangeText(dayOf(window.span.start) ?? 0, window.until - 1, setting.cut, "long");
}

/** The window that a cell counts. */
export function windowOfCell(cell: Cell, setting: Setting): Window {
  const cut = dayOf(cell["cut"] ?? "") ?? setting.cut;
  const day = dayOfKey(cell["period"] ?? "") ?? setting.cut - 1;
  return windowAt(cell["kind"] ?? setting.kind, day, cut);
}

/** What a cell's question has as `now`; nothing where it is that of the page. */
export function nowOfCell(cell: Cell, setting: Setting): { readonly now?: string } {
  if (cell["cut"] === undefined && cell["kind"] === undefined) return {};
  return { now: nowAt(cell["kind"] ?? setting.kind, dayOf(cell["cut"] ?? "") ?? setting.cut) };
}

/** The keys of a cell that say when: the period, and where it is cut if not where the page is. */
export function cellWhen(window: Window, setting: Setting): Cell {
  return {
    period: window.key,
    ...(window.complete || window.until === setting.cut ? {} : { cut: isoDay(window.until) }),
    ...(window.span.kind === setting.kind ? {} : { kind: window.span.kind }),
  };
}

/** “596 of 1,284”. */
export function ofText(active: number, population: number | null): string {
  return population === null ? count(active) : `${count(active)} of ${count(population)}`;
}
