import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Comparison } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useSetting } from "../../data/setting.ts";
import { comparedCell } from "../../lists/compared.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import tableStyles from "../../parts/number-table.module.css";
import { Panel } from "../../parts/panel.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { valueName } from "../../words/names.ts";
import { count, roundedToSum, signedCount, signedPoints } from "../../words/numbers.ts";
import { windowText } from "../../words/windows.ts";
import type { ShownChange, windowsOf } from "../../figures/bridge/change.ts";
import { toldOf, toldText } from "../../figures/bridge/told.ts";
import { type SplitRow, splitRows, splitTitle } from "./split.ts";
import styles from "./why.module.css";

const shown = 12;

/** Where the change happened: its share of each value of an attribute. They add up, too. */
export function SplitPanel({
  change,
  windows,
}: {
  readonly change: ShownChange;
  readonly windows: ReturnType<typeof windowsOf>;
}): ReactNode {
  const { base, cut } = useSetting();
  const { own, changeOwn } = useAsked();
  const { by: _, ...plain } = base;
  const picks = useAnswer("/api/v1/picks", plain);
  const names = picks.data?.attributes.map((each) => each.name) ?? [];
  const name = names.find((each) => each === own["split"]) ?? names[0] ?? null;
  const asking = useAnswer(
    "/api/v1/comparison",
    { ...plain, by: name ?? "", in: windows.later.key, compare: windows.earlier.key },
    { when: name !== null },
  );
  if (picks.data !== null && name === null) return null;
  const rows = asking.data === null || name === null ? null : splitRows(asking.data, name, windows.swapped);
  return (
    <Panel
      title={rows === null || name === null ? "Where it happened" : splitTitle(rows, name, change)}
      caption={`Active clusters, ${windowText(windows.earlier, cut)} and ${windowText(windows.later, cut)}. Points: what each adds to the change of the rate.${toldText(toldOf(own), cut) === null ? "" : " Both as told today."}`}
      actions={
        names.length > 1 && (
          <label className={styles["pick"]}>
            By{" "}
            <select value={name ?? ""} onChange={(event) => changeOwn({ split: event.target.value })}>
              {names.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      <Answer asking={asking} height={200}>
        {(data) =>
          name === null ? (
            <Empty>Clusters have no attributes.</Empty>
          ) : (
            <SplitTable data={data} name={name} change={change} windows={windows} />
          )
        }
      </Answer>
    </Panel>
  );
}

function SplitTable({
  data,
  name,
  change,
  windows,
}: {
  readonly data: Comparison;
  readonly name: string;
  readonly change: ShownChange;
  readonly windows: ReturnType<typeof windowsOf>;
}): ReactNode {
  const { cut } = useSetting();
  const all = splitRows(data, name, windows.swapped);
  const exact = all.map(
    (row) => (row.after.active / (change.after.of || 1) - row.before.active / (change.before.of || 1)) * 100,
  );
  const points = change.points === null ? null : roundedToSum(exact, change.points, 1);
  const rows = all.map((row, index) => ({ row, points: points?.[index] ?? null }));
  const [top, rest] = [rows.slice(0, shown), rows.slice(shown)];
  const [first, second] = windows.swapped ? [windows.later, windows.earlier] : [windows.earlier, windows.later];
  return (
    <div className={tableStyles["scroll"]} tabIndex={0} role="region" aria-label={`The change by ${name}`}>
      <table className={`${tableStyles["table"]} ${styles["split"]}`}>
        <thead>
          <tr>
            <th scope="col">{name}</th>
            <th scope="col">{windowText(first, cut)}</th>
            <th scope="col">{windowText(second, cut)}</th>
            <th scope="col">clusters</th>
            {points !== null && <th scope="col">pts</th>}
            <th scope="col">
              <span className="aloud">Explain it alone</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {top.map(({ row, points: each }) => (
            <Line key={row.value ?? ""} row={row} points={each} name={name} windows={windows} stages={stagesOf(data)} />
          ))}
          {rest.length > 0 && (
            <tr>
              <th scope="row">others ({count(rest.length)})</th>
              <td>{count(sum(rest.map(({ row }) => row.before.active)))}</td>
              <td>{count(sum(rest.map(({ row }) => row.after.active)))}</td>
              <td>{signedCount(sum(rest.map(({ row }) => row.after.active - row.before.active)))}</td>
              {points !== null && (
                <td>{signedPoints(Math.round(sum(rest.map((each) => each.points ?? 0)) * 10) / 10)}</td>
              )}
              <td />
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Together</th>
            <td>{count(change.before.active)}</td>
            <td>{count(change.after.active)}</td>
            <td>{signedCount(change.clusters)}</td>
            {change.points !== null && <td>{signedPoints(change.points)}</td>}
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Line({
  row,
  points,
  name,
  windows: { earlier, later, swapped },
  stages,
}: {
  readonly row: SplitRow;
  readonly points: number | null;
  readonly name: string;
  readonly windows: ReturnType<typeof windowsOf>;
  readonly stages: string;
}): ReactNode {
  const setting = useSetting();
  const { asked, hrefWith } = useAsked();
  const place = { ...(stages === "" ? {} : { stage: stages }), [`by.${name}`]: row.value ?? "" };
  const now = { ...cellWhen(later, setting), ...place };
  const then = { ...comparedCell(earlier, later, setting), ...place };
  const [from, to] = swapped ? [now, then] : [then, now];
  return (
    <tr>
      <th scope="row">{valueName(row.value)}</th>
      <td>
        <NumberLink count={row.before.active} cell={from} />{" "}
        <span className={tableStyles["faint"]}>of {count(row.before.of)}</span>
      </td>
      <td>
        <NumberLink count={row.after.active} cell={to} />{" "}
        <span className={tableStyles["faint"]}>of {count(row.after.of)}</span>
      </td>
      <td>{signedCount(row.after.active - row.before.active)}</td>
      {points !== null && <td className={styles["strong"]}>{signedPoints(points)}</td>}
      <td>
        {row.value !== null && (
          <Link
            href={hrefWith({ filter: [...asked.filter, { name, values: [row.value], not: false }], list: null })}
            className={styles["alone"] ?? ""}
            aria-label={`Explain ${row.value} alone`}
          >
            Explain
          </Link>
        )}
      </td>
    </tr>
  );
}

/** The stages of a report as one cell names them; empty: it has none. */
function stagesOf(data: Comparison): string {
  const rows = [...data.now.rows, ...(data.before?.rows ?? [])];
  return [...new Set(rows.map((row) => row.stage))].filter((stage) => stage !== null).join(",");
}

function sum(values: readonly number[]): number {
  return values.reduce((all, each) => all + each, 0);
}
