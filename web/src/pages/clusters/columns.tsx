import type { ReactNode } from "react";
import { dayOf, localDay } from "../../calendar/days.ts";
import { stageColours } from "../../charts/colours.ts";
import { WeekBars } from "../../charts/week-bars.tsx";
import type { Setting } from "../../data/setting.ts";
import { StageName } from "../../parts/stage-name.tsx";
import { StatusWord } from "../../parts/status-word.tsx";
import { dayText } from "../../words/dates.ts";
import { plainText, stageName, statusName } from "../../words/names.ts";
import { count, signedCount } from "../../words/numbers.ts";
import { reasonText } from "../../words/reasons.ts";
import type { Row, Table } from "./asked-table.ts";

/** What a cell needs to know beside its line. */
export interface Around {
  readonly setting: Setting;
  readonly stages: readonly string[];
  readonly table: Pick<Table, "products_all">;
  /** The address of a cluster's page. */
  readonly hrefOf: (cluster: string) => string;
}

/** A column of the table: what it is called, how wide, what it shows, and its text for a spreadsheet. */
export interface Column {
  readonly key: string;
  readonly label: string;
  /** What stands in its head where that is shorter. */
  readonly head?: string;
  readonly width: number;
  readonly end?: boolean;
  /** The API's name for it where the table can be in its order. */
  readonly sort?: string;
  /** Whether it goes down first. */
  readonly down?: boolean;
  readonly show: (row: Row, around: Around) => ReactNode;
  readonly text: (row: Row, around: Around) => string;
}

const none = "\u2013";

function plain(
  column: Omit<Column, "show" | "text">,
  text: (row: Row, around: Around) => string | null,
  exact: (row: Row, around: Around) => string | null = text,
): Column {
  return {
    ...column,
    show: (row, around) => text(row, around) ?? none,
    text: (row, around) => exact(row, around) ?? "",
  };
}

/** A column of names of the data, each in the direction that it is written in. */
function named(column: Omit<Column, "show" | "text">, text: (row: Row) => string | null): Column {
  return { ...plain(column, text), show: (row) => <bdi>{text(row) ?? none}</bdi> };
}

function lastText(row: Row, { setting }: Around): string | null {
  return row.last === null ? null : dayText(localDay(Date.parse(row.last), setting.zone), setting.cut);
}

function lapseText(row: Row, { setting }: Around): string | null {
  if (row.lapses !== null) return `to ${dayText(dayOf(row.lapses) ?? setting.cut, setting.cut)}`;
  return row.active ? null : row.last === null ? null : "lapsed";
}

const stage: Column = {
  key: "stage",
  label: "Stage",
  width: 104,
  sort: "stage",
  show: (row, { stages }) => {
    const place = row.stage === null ? -1 : stages.indexOf(row.stage);
    const colour = place < 0 ? "var(--text-3)" : stageColours(place, stages.length).mark;
    return row.stage === null ? none : <StageName stage={row.stage} colour={colour} />;
  },
  text: (row) => (row.stage === null ? "" : plainText(stageName(row.stage))),
};

const status: Column = {
  key: "status",
  label: "Status",
  width: 100,
  sort: "status",
  show: (row) => <StatusWord status={row.status} />,
  text: (row) => statusName(row.status),
};

const weeks: Column = {
  key: "weeks",
  label: "Active days, 12 weeks",
  head: "Days, 12 weeks",
  width: 100,
  show: (row) => <WeekBars days={row.weeks} />,
  text: (row) => row.weeks.join(" "),
};

const members = plain(
  { key: "members", label: "Members active", head: "Members", width: 72, end: true, sort: "members", down: true },
  (row) => (row.members_all === null ? null : `${count(row.members)} of ${count(row.members_all)}`),
);
const products = plain(
  { key: "products", label: "Products used", head: "Products", width: 62, end: true, sort: "products", down: true },
  (row, { table }) =>
    row.products === null
      ? null
      : table.products_all === null
        ? count(row.products)
        : `${count(row.products)} of ${count(table.products_all)}`,
);

/** Every column there can be but the first, in their order; attributes have a column each. */
export function columnsOf(
  around: Around,
  has: { readonly stages: boolean; readonly owners: boolean },
  attributes: readonly string[],
): readonly Column[] {
  return [
    ...(has.stages ? [stage] : []),
    status,
    plain(
      { key: "last", label: "Last activity", head: "Last", width: 80, end: true, sort: "last", down: true },
      lastText,
      (row) => row.last?.slice(0, 10) ?? null,
    ),
    weeks,
    members,
    ...(around.table.products_all === null ? [] : [products]),
    ...(has.owners ? [named({ key: "owner", label: "Owner", width: 128, sort: "owner" }, (row) => row.owner)] : []),
    plain(
      {
        key: "lapses",
        label: "Active until, if nothing more happens",
        head: "Lapses",
        width: 84,
        end: true,
        sort: "lapses",
      },
      lapseText,
      (row) => row.lapses,
    ),
    plain({ key: "days", label: "Active days", head: "Days", width: 64, end: true, sort: "days", down: true }, (row) =>
      count(row.days),
    ),
    plain(
      { key: "events", label: "Activities", width: 88, end: true, sort: "events", down: true },
      (row) => count(row.events),
      (row) => String(row.events),
    ),
    plain(
      { key: "score", label: "Engagement, 0 to 100", head: "Score", width: 68, end: true, sort: "score", down: true },
      (row) => count(row.score),
    ),
    plain(
      { key: "trend", label: "Change of active days", head: "Change", width: 76, end: true, sort: "trend" },
      (row) => signedCount(row.trend),
    ),
    named({ key: "cluster", label: "Id", width: 128, sort: "cluster" }, (row) => row.cluster),
    ...attributes.map((name) =>
      named({ key: `by.${name}`, label: name, width: 120 }, (row) => row.attributes[name] ?? null),
    ),
  ];
}

const usual = new Set(["stage", "status", "last", "weeks", "members", "products", "owner"]);

/** The columns that are shown: those of the address, in the table's order, or the usual ones. */
export function shownColumns(all: readonly Column[], cols: string | undefined): readonly Column[] {
  const wanted = cols === undefined ? usual : new Set(cols.split(","));
  return all.filter((each) => wanted.has(each.key));
}

/** The columns as they stand in the address; null: they are the usual ones. */
export function columnsText(all: readonly Column[], shown: readonly string[]): string | null {
  const keys = all.map((each) => each.key).filter((key) => shown.includes(key));
  return keys.join() ===
    all
      .map((each) => each.key)
      .filter((key) => usual.has(key))
      .join()
    ? null
    : keys.join() || "none";
}

/** Why a cluster stands where it stands, in a sentence. */
export function reasonOf(row: Row, { setting }: Around): string {
  return reasonText(row.reasons.length > 0 ? row.reasons.join("; ") : row.reason, setting.cut).replace(/\.$/, "");
}

/** The same in fewer words, where the page says which period is the one before. */
export function shortReason(row: Row, around: Around): string {
  return reasonOf(row, around)
    .replaceAll(/ (?:in the same days of )?the period before/g, " before")
    .replaceAll(/\bactive (days?)\b/g, "$1");
}
