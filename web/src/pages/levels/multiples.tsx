import type { ReactNode } from "react";
import { Link } from "wouter";
import { dayOf } from "../../calendar/days.ts";
import { keyOf } from "../../calendar/periods.ts";
import { useSetting } from "../../data/setting.ts";
import { useAsked } from "../../url/use-asked.ts";
import { periodName } from "../../words/dates.ts";
import { count } from "../../words/numbers.ts";
import { type Cuts, columnsOf, type LevelPeriod, levelsOf } from "../../figures/levels/curve.ts";
import styles from "./levels.module.css";

const [width, height] = [168, 64];

/** A small chart for each period, all on one scale; each leads to its period. */
export function Multiples({
  periods,
  cuts,
}: {
  readonly periods: readonly LevelPeriod[];
  readonly cuts: Cuts;
}): ReactNode {
  const { cut, focus, latest } = useSetting();
  const { hrefWith } = useAsked();
  const days = Math.max(...periods.map(({ period }) => (dayOf(period.end) ?? 0) - (dayOf(period.start) ?? 0)));
  const top = Math.max(1, ...periods.flatMap((each) => columnsOf(each, days).slice(1)));
  return (
    <ul className={styles["multiples"]}>
      {periods.map((each) => {
        const key = keyOf(each.period);
        const levels = levelsOf(columnsOf(each, days), cuts);
        return (
          <li key={key}>
            <Link
              href={hrefWith({ at: key === latest.key ? null : key })}
              className={styles["multiple"] ?? ""}
              aria-current={key === focus.key ? "true" : undefined}
            >
              <span className={styles["month"]}>
                {periodName(each.period, cut)}
                {!each.period.complete && <span className={styles["faint"]}> so far</span>}
              </span>
              <Small columns={columnsOf(each, days)} top={top} open={!each.period.complete} />
              <span className={styles["faint"]}>
                {levels
                  .slice(1)
                  .map((level) => `${count(level.clusters)} ${level.name}`)
                  .join(" · ")}
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function Small({
  columns,
  top,
  open,
}: {
  readonly columns: readonly number[];
  readonly top: number;
  readonly open: boolean;
}): ReactNode {
  const step = width / Math.max(1, columns.length - 1);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width="100%"
      height={height}
      preserveAspectRatio="none"
      aria-hidden
      className={styles["small"]}
    >
      {columns.slice(1).map((clusters, index) => (
        <rect
          key={index}
          x={index * step + step * 0.12}
          width={step * 0.76}
          y={height - 1 - (clusters / top) * (height - 4)}
          height={(clusters / top) * (height - 4)}
          className={open ? styles["openBar"] : styles["smallBar"]}
        />
      ))}
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} className={styles["smallBase"]} />
    </svg>
  );
}
