import { parseInstant } from "../../time/instant.ts";
import { openZone } from "../../time/zone.ts";
import type { ListManners } from "./lists.ts";
import { textAt } from "./table.ts";
import type { StandInRow, Table } from "./table.ts";

/** How the service behaves where that is not documented. */
export interface Switches {
  /** HTTP status of an unknown record or address. */
  notFoundStatus: 404 | 400;
  /** HTTP status of a refresh token or code that is not valid. */
  badGrantStatus: 200 | 400;
  /** Code of a token that has run out: 57 is also that of a missing scope. */
  expiredCode: 57 | 14;
  /** Whether quotes and credit notes can be asked for by `last_modified_time`. */
  quotesByModified: boolean;
  /** Whether any list can be; false: the parameter is ignored. */
  byModified: boolean;
  /** Whether the order that is asked for is kept; false: always the usual one. */
  sorts: boolean;
  /** Pages have always so many rows; null: as many as asked for, at most 200. */
  pageSize: number | null;
  /** Whether a 429 says how long to wait. */
  retryAfter: boolean;
}

/** The switches as they stand when nothing is said. */
export function usualSwitches(): Switches {
  return {
    notFoundStatus: 404,
    badGrantStatus: 200,
    expiredCode: 57,
    quotesByModified: true,
    byModified: true,
    sorts: true,
    pageSize: null,
    retryAfter: false,
  };
}

/** An answer's body and status. */
export interface ListAnswer {
  readonly status: number;
  readonly body: StandInRow;
}

interface Kept {
  readonly version: number;
  readonly rows: readonly StandInRow[];
}

const utc = openZone("UTC");
const times = new Set(["created_time", "last_modified_time", "timer_started_at"]);

/** Answers lists from tables; the filtered and sorted rows of a query are kept until the table changes. */
export function listAnswers(
  switches: Switches,
): (table: Table, manners: ListManners, query: URLSearchParams) => ListAnswer {
  const kept = new Map<string, Kept>();
  return (table, manners, query) => {
    const sort = sortOf(manners, query, switches);
    if (sort === null) return { status: 400, body: { code: 2, message: "Invalid value passed for sort_column" } };
    const question = new URLSearchParams(query);
    question.delete("page");
    question.delete("per_page");
    const name = JSON.stringify([manners.path, question.toString(), switches]);
    let found = kept.get(name);
    if (found === undefined || found.version !== table.version()) {
      const rows = sorted(table.rows().filter(filterOf(manners, query, switches)), sort);
      found = { version: table.version(), rows };
      if (kept.size > 50) kept.clear();
      kept.set(name, found);
    }
    return { status: 200, body: pageOf(found.rows, { manners, query, sort, size: switches.pageSize }) };
  };
}

type Sort = readonly [column: string, order: "A" | "D"];

function sortOf(manners: ListManners, query: URLSearchParams, switches: Switches): Sort | null {
  const column = query.get("sort_column");
  if (column === null || !switches.sorts) return manners.order;
  if (!manners.sorts.includes(column)) return null;
  return [column, query.get("sort_order") === "D" ? "D" : "A"];
}

function filterOf(manners: ListManners, query: URLSearchParams, switches: Switches): (row: StandInRow) => boolean {
  const tests: ((row: StandInRow) => boolean)[] = [];
  for (const name of ["contact_type", "customer_id", "status", "project_id"]) {
    const wanted = query.get(name);
    if (wanted !== null) tests.push((row) => row[name] === wanted);
  }
  const since = query.get("last_modified_time");
  const isKnown =
    manners.modified === "documented" || (manners.modified === "undocumented" && switches.quotesByModified);
  if (since !== null && switches.byModified && isKnown) {
    const from = parseInstant(since, utc) ?? 0;
    tests.push((row) => (parseInstant(textAt(row, "last_modified_time"), utc) ?? 0) >= from);
  }
  const [column, first, last] = manners.days ?? ["", "", ""];
  const [from, to] = [query.get(first), query.get(last)];
  if (from !== null && first !== "") tests.push((row) => textAt(row, column) >= from);
  if (to !== null && last !== "") tests.push((row) => textAt(row, column) <= to);
  return (row) => tests.every((test) => test(row));
}

function sorted(rows: readonly StandInRow[], [column, order]: Sort): readonly StandInRow[] {
  const value = (row: StandInRow): string | number => {
    if (times.has(column)) return parseInstant(textAt(row, column), utc) ?? 0;
    const cell = row[column];
    return typeof cell === "number" ? cell : textAt(row, column);
  };
  const sign = order === "A" ? 1 : -1;
  const keyed = rows.map((row) => ({ row, value: value(row) }));
  keyed.sort((a, b) => (a.value < b.value ? -sign : a.value > b.value ? sign : 0));
  return keyed.map(({ row }) => row);
}

function pageOf(
  rows: readonly StandInRow[],
  about: { manners: ListManners; query: URLSearchParams; sort: Sort; size: number | null },
): StandInRow {
  const { manners, query, sort } = about;
  const page = Math.max(1, Number(query.get("page") ?? 1));
  const size = about.size ?? Math.min(200, Math.max(1, Number(query.get("per_page") ?? 200)));
  const start = (page - 1) * size;
  return {
    code: 0,
    message: "success",
    [manners.root]: rows.slice(start, start + size),
    page_context: {
      page,
      per_page: size,
      has_more_page: start + size < rows.length,
      report_name: manners.root,
      applied_filter: query.get("filter_by") ?? manners.filter,
      custom_fields: [],
      sort_column: sort[0],
      sort_order: sort[1],
    },
  };
}
