import type { ReactNode } from "react";
import type { Report } from "../api/schema.ts";
import { useSetting } from "../data/setting.ts";
import { cellOf, nameOf, stagesIn } from "../data/time-chart.ts";
import { windowOf } from "../data/windows.ts";
import { periodName } from "../words/dates.ts";
import { count, intervalText, rateText, wilson } from "../words/numbers.ts";
import styles from "./figure-table.module.css";
import { NumberLink } from "./number-link.tsx";

type Row = Report["rows"][number];
const statuses = ["new", "retained", "resurrected", "dormant"] as const;

/** A report's rows, newest first, with the numbers of its figure and the same rounding; each opens its list. */
export function FigureTable({
  report,
  caption,
  stages,
}: {
  readonly report: Report;
  readonly caption: string;
  /** The stages that rows without one were taken together from. */
  readonly stages?: readonly string[];
}): ReactNode {
  const rows = report.rows
    .toReversed()
    .toSorted((a, b) => (a.period.start < b.period.start ? 1 : a.period.start > b.period.start ? -1 : 0));
  const divides = rows.some((row) => row.population !== null);
  return (
    <div className={styles["scroll"]} tabIndex={0} role="region" aria-label={`Table: ${caption}`}>
      <table className={styles["table"]}>
        <caption className="aloud">{caption}</caption>
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
            <th scope="col">New</th>
            <th scope="col">Retained</th>
            <th scope="col">Came back</th>
            <th scope="col">Went quiet</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow key={`${row.period.start} ${nameOf(row)}`} row={row} divides={divides} stages={stages} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TableRow({
  row,
  divides,
  stages,
}: {
  readonly row: Row;
  readonly divides: boolean;
  readonly stages: readonly string[] | undefined;
}): ReactNode {
  const setting = useSetting();
  const cell = { ...stagesIn(row, stages), ...cellOf(row, windowOf(row.period, setting.cut), setting) };
  const of = row.population;
  return (
    <tr>
      <th scope="row">
        {periodName(row.period, setting.cut)}
        {!row.period.complete && <span className={styles["sofar"]}> so far</span>}
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
      {statuses.map((status) => {
        const value = row[status];
        return (
          <td key={status}>{value === null ? count(null) : <NumberLink count={value} cell={{ ...cell, status }} />}</td>
        );
      })}
    </tr>
  );
}
