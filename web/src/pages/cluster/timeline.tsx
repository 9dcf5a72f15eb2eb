import type { ReactNode } from "react";
import { Link } from "wouter";
import { useAnswer } from "../../api/use-answer.ts";
import { useWidth } from "../../charts/use-width.ts";
import { useSetting } from "../../data/setting.ts";
import { Panel } from "../../parts/panel.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { daysText, periodName, tickText } from "../../words/dates.ts";
import { countOf } from "../../words/numbers.ts";
import { reasonText } from "../../words/reasons.ts";
import { type ClusterData, periodInFocus } from "./cluster-data.ts";
import { type Drawn, drawnOf, type Place, rowsOf } from "./timeline-data.ts";
import styles from "./timeline.module.css";

/** What happened to a cluster when: stages, members, active days, and in which periods it counts. */
export function Timeline({ cluster }: { readonly cluster: ClusterData }): ReactNode {
  const setting = useSetting();
  const [ref, width] = useWidth<HTMLDivElement>();
  const picks = useAnswer("/api/v1/picks", { definition: setting.base.definition });
  const drawn = drawnOf(cluster, { setting, width, stages: picks.data?.stages ?? [] });
  const rows = rowsOf(drawn);
  return (
    <Panel
      title={titleOf(drawn)}
      caption="Each mark is an active day; the taller, the more activities. The dots tell whether it counts: each opens its reason."
    >
      <div ref={ref} className={styles["plot"]} style={{ height: rows.height }}>
        {width > 0 && (
          <>
            <svg width={width} height={rows.height} aria-hidden>
              <Drawing drawn={drawn} rows={rows} />
            </svg>
            <Dots cluster={cluster} drawn={drawn} top={rows.counts} />
          </>
        )}
      </div>
      <p className="aloud">{aloud(drawn)}</p>
    </Panel>
  );
}

function Drawing({ drawn, rows }: { readonly drawn: Drawn; readonly rows: ReturnType<typeof rowsOf> }): ReactNode {
  const { left, right, periods, band } = drawn;
  return (
    <>
      {band !== null && <rect x={band.x} width={band.width} y={20} height={rows.height - 20} fill="var(--partial)" />}
      {periods.map((each, index) => (
        <g key={each.name}>
          <line x1={each.x} x2={each.x} y1={20} y2={rows.height} stroke="var(--grid)" />
          <text x={each.x + each.width / 2} y={13} textAnchor="middle">
            {each.shown ? tickText(each.period, index === 0).label : ""}
          </text>
        </g>
      ))}
      <line x1={right} x2={right} y1={20} y2={rows.height} stroke="var(--grid)" />
      {rows.names.map(([name, y]) => (
        <text key={name} x={0} y={y + 4}>
          {name}
        </text>
      ))}
      {drawn.stages.map((each) => (
        <g key={each.x}>
          <rect
            x={each.x}
            width={Math.max(2, each.width - 1)}
            y={rows.stage - 4}
            height={8}
            rx={2}
            fill={each.colour}
          />
          {each.label !== "" && (
            <text x={each.x + 2} y={rows.stage + 19} style={{ fill: each.ink }}>
              {each.label}
            </text>
          )}
        </g>
      ))}
      {drawn.days.map((each) => (
        <rect
          key={each.x}
          x={each.x}
          width={each.width}
          y={rows.activity + 12 - each.height}
          height={each.height}
          fill="var(--text-2)"
        />
      ))}
      <line x1={left} x2={right} y1={rows.activity + 12.5} y2={rows.activity + 12.5} stroke="var(--border-strong)" />
      {drawn.gaps.map((each) => (
        <text key={each.x} x={each.x} y={rows.activity + 6} textAnchor="middle">
          {daysText(each.days)} quiet
        </text>
      ))}
      {drawn.members !== null && (
        <>
          <path d={drawn.members.path(rows.members)} fill="none" stroke="var(--text-2)" strokeWidth={1.5} />
          <text x={drawn.members.x - 4} y={drawn.members.y(rows.members) - 6} textAnchor="end">
            {drawn.members.last}
          </text>
        </>
      )}
    </>
  );
}

function Dots({
  cluster,
  drawn,
  top,
}: {
  readonly cluster: ClusterData;
  readonly drawn: Drawn;
  readonly top: number;
}): ReactNode {
  const { focus, latest, cut } = useSetting();
  const { hrefWith } = useAsked();
  const inFocus = periodInFocus(cluster, focus.key);
  return drawn.periods.map((each: Place, index) => {
    const period = cluster.periods[index];
    if (period === undefined) return null;
    const words = `${periodName(period.period, cut)}: ${period.counts ? "counts" : "does not count"}. ${reasonText(period.reason, cut)}`;
    return (
      <Link
        key={each.name}
        href={hrefWith({ at: each.name === latest.key ? null : each.name })}
        className={styles["dot"] ?? ""}
        style={{ left: each.x + each.width / 2, top }}
        aria-label={words}
        title={words}
        aria-current={period === inFocus ? "true" : undefined}
        data-counts={period.counts ? "" : undefined}
        data-open={period.period.complete ? undefined : ""}
      >
        <span aria-hidden />
      </Link>
    );
  });
}

function titleOf({ longest, activeDays }: Drawn): string {
  if (activeDays === 0) return "Not active in these periods";
  const quiet = longest === null || longest < 14 ? "" : `, and was quiet for ${daysText(longest)} at the longest`;
  return `Was active on ${daysText(activeDays)}${quiet}`;
}

function aloud({ stages, gaps, activeDays }: Drawn): string {
  const held = stages.map((each) => each.name).join(", then ");
  return `${held === "" ? "" : `Stages: ${held}. `}${countOf(activeDays, "active day")}. ${gaps.map((each) => `Quiet for ${daysText(each.days)}`).join(". ")}`;
}
