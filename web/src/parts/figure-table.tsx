import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useRef } from "react";
import type { Note, Report, Target } from "../api/schema.ts";
import { columnOf, distanceText, distanceTo, targetText } from "../data/marks.ts";
import { type Setting, useSetting } from "../data/setting.ts";
import { cellOf, nameOf, stagesIn } from "../data/time-chart.ts";
import { windowOf } from "../data/windows.ts";
import { periodName } from "../words/dates.ts";
import { count, intervalText, rateText, signedCount, signedPoints, wilson } from "../words/numbers.ts";
import styles from "./figure-table.module.css";
import { NumberLink } from "./number-link.tsx";

type Row = Report["rows"][number];
const statuses = ["new", "retained", "resurrected", "dormant"] as const;
/** From so many rows on, only those in sight are in the page. */
const many = 100;

/** What stands in a row beside its numbers. */
interface Beside {
  readonly stages: readonly string[] | undefined;
  readonly divides: boolean;
  readonly targets: readonly Target[];
  /** What was noted, by the first day of the period that shows it. */
  readonly noted: ReadonlyMap<string, string>;
}

/** A report's rows, newest first, with the numbers of its figure and the same rounding; each opens its list. */
export function FigureTable({
  report,
  caption,
  stages,
  notes = [],
  targets = [],
}: {
  readonly report: Report;
  readonly caption: string;
  /** The stages that rows without one were taken together from. */
  readonly stages?: readonly string[];
  readonly notes?: readonly Note[];
  readonly targets?: readonly Target[];
}): ReactNode {
  const rows = report.rows
    .toReversed()
    .toSorted((a, b) => (a.period.start < b.period.start ? 1 : a.period.start > b.period.start ? -1 : 0));
  const beside: Beside = {
    stages,
    divides: rows.some((row) => row.population !== null),
    targets: targets.filter((target) => rows.some((row) => row.stage === (target.stage ?? null))),
    noted: notedIn(report, notes),
  };
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    enabled: rows.length > many,
    getScrollElement: () => scroll.current,
    estimateSize: () => 33,
    overscan: 12,
  });
  const items = rows.length > many ? virtual.getVirtualItems() : null;
  const shown = items === null ? rows.map((row, index) => ({ row, index })) : items.flatMap(rowAt);
  function rowAt({ index }: { readonly index: number }): readonly { readonly row: Row; readonly index: number }[] {
    const row = rows[index];
    return row === undefined ? [] : [{ row, index }];
  }
  return (
    <div ref={scroll} className={styles["scroll"]} tabIndex={0} role="region" aria-label={`Table: ${caption}`}>
      <table
        className={styles["table"]}
        data-virtual={items === null ? undefined : ""}
        aria-rowcount={items === null ? undefined : rows.length + 1}
      >
        <caption className="aloud">{caption}</caption>
        <Head beside={beside} />
        <tbody>
          <Space height={items?.[0]?.start ?? 0} />
          {shown.map(({ row, index }) => (
            <TableRow
              key={`${row.period.start} ${nameOf(row)}`}
              row={row}
              beside={beside}
              note={
                rows[index - 1]?.period.start === row.period.start ? null : (beside.noted.get(row.period.start) ?? null)
              }
              place={items === null ? undefined : index + 2}
              measure={items === null ? undefined : virtual.measureElement}
            />
          ))}
          <Space height={items === null ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </div>
  );
}

/** The room of rows that are out of sight. */
function Space({ height }: { readonly height: number }): ReactNode {
  if (height <= 0) return null;
  const style: CSSProperties = { height, padding: 0, border: 0 };
  return (
    <tr aria-hidden>
      <td colSpan={11} style={style} />
    </tr>
  );
}

function Head({ beside: { divides, targets } }: { readonly beside: Beside }): ReactNode {
  return (
    <thead>
      <tr>
        <th scope="col">Period</th>
        <th scope="col">What</th>
        <th scope="col">Active</th>
        {divides && (
          <>
            <th scope="col">Of</th>
            <th scope="col">Rate</th>
            <th scope="col">Likely</th>
          </>
        )}
        {targets.length > 0 && <th scope="col">To target</th>}
        <th scope="col">New</th>
        <th scope="col">Retained</th>
        <th scope="col">Came back</th>
        <th scope="col">Went quiet</th>
      </tr>
    </thead>
  );
}

function TableRow({
  row,
  beside: { divides, stages, targets },
  note,
  place,
  measure,
}: {
  readonly row: Row;
  readonly beside: Beside;
  readonly note: string | null;
  /** Its place among all rows, the head being the first; undefined: all are there. */
  readonly place: number | undefined;
  readonly measure: ((element: HTMLElement | null) => void) | undefined;
}): ReactNode {
  const setting = useSetting();
  const cell = { ...stagesIn(row, stages), ...cellOf(row, windowOf(row.period, setting.cut), setting) };
  const of = row.population;
  return (
    <tr ref={measure} data-index={place === undefined ? undefined : place - 2} aria-rowindex={place}>
      <th scope="row">
        {periodName(row.period, setting.cut)}
        {!row.period.complete && <span className={styles["sofar"]}> so far</span>}
        <span className={styles["under"]}>{nameOf(row)}</span>
        {note !== null && (
          <span className={styles["noted"]} title={note}>
            {note}
          </span>
        )}
      </th>
      <td className={styles["what"]}>{nameOf(row)}</td>
      <td>
        <NumberLink count={row.active} cell={cell} />
      </td>
      {divides && (
        <>
          <td>{of === null ? "–" : <NumberLink count={of} cell={{ ...cell, status: "all" }} />}</td>
          <td>{of === null || of === 0 ? "–" : rateText(row.active / of, of)}</td>
          <td>{of === null || of === 0 || of >= 100 ? "" : intervalText(wilson(row.active, of))}</td>
        </>
      )}
      {targets.length > 0 && <td>{toTarget(row, targets, setting)}</td>}
      {statuses.map((status) => {
        const value = row[status];
        return (
          <td key={status}>{value === null ? count(null) : <NumberLink count={value} cell={{ ...cell, status }} />}</td>
        );
      })}
    </tr>
  );
}

/** How far a row is from its target; of a period under way nothing is said. */
function toTarget(row: Row, targets: readonly Target[], { cut }: Setting): ReactNode {
  const target = targets.find((each) => (each.stage ?? null) === row.stage);
  if (target === undefined) return "";
  const distance = row.period.complete ? distanceTo(target, { active: row.active, of: row.population }) : null;
  if (distance === null) return count(null);
  return (
    <span
      title={`${distanceText(distance, target)} the target of ${targetText(target)} in ${periodName(row.period, cut)}`}
    >
      {target.rate === undefined ? signedCount(distance) : `${signedPoints(distance)} pts`}
    </span>
  );
}

function notedIn(report: Report, notes: readonly Note[]): ReadonlyMap<string, string> {
  const spans = [...new Map(report.rows.map((row) => [row.period.start, row.period])).values()].toSorted((a, b) =>
    a.start < b.start ? -1 : 1,
  );
  const noted = new Map<string, string>();
  for (const { day, text } of notes) {
    const start = spans[columnOf(spans, day) ?? -1]?.start;
    if (start === undefined) continue;
    const there = noted.get(start);
    noted.set(start, there === undefined ? text : `${there}; ${text}`);
  }
  return noted;
}
