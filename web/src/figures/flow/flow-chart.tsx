import type { ReactNode } from "react";
import { ChartCursor } from "../../charts/chart-cursor.tsx";
import { columnFrame } from "../../charts/column-frame.ts";
import { stageColours } from "../../charts/colours.ts";
import type { ChartPeriod, ChartPoint, ChartSeries } from "../../charts/series.ts";
import { useWidth } from "../../charts/use-width.ts";
import { useList } from "../../url/use-asked.ts";
import type { Cell } from "../../url/cell.ts";
import { daysText } from "../../words/dates.ts";
import { stageName } from "../../words/names.ts";
import { count, countOf, rateText } from "../../words/numbers.ts";
import styles from "./flow-chart.module.css";
import { flowLayout, type FlowNode, type Ribbon } from "./flow-layout.ts";
import { type Balance, type Move, type PeriodFlow, placeName } from "./moves.ts";

/** The stages with what came in, went on, went back and left, as ribbons with their numbers. */
export function FlowChart({
  flow,
  when,
  height = 348,
}: {
  readonly flow: PeriodFlow;
  readonly when: Cell;
  readonly height?: number;
}): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const { hrefOf } = useList();
  const gaps = flow.stages.length + 1;
  const frame = columnFrame({
    columns: gaps,
    width,
    height,
    left: 0,
    right: width,
    top: 0,
    bottom: height,
    low: height,
    high: 0,
  });
  const layout = flowLayout(flow, { gapX: frame.x, step: frame.step, top: 30, bottom: height - 92 });
  const periods = Array.from({ length: gaps }, (_, gap): ChartPeriod => ({
    key: String(gap),
    label: "",
    year: null,
    complete: true,
  }));
  const series = seriesOf(layout.ribbons, gaps, (move) =>
    hrefOf({ figure: "moves", ...when, from: placeName(move.from), to: placeName(move.to) }),
  );
  return (
    <div ref={ref} style={{ minHeight: height + 24 }}>
      {width > 0 && (
        <ChartCursor
          label="Moves between stages"
          summary={`${layout.ribbons.map((each) => wordsOf(each.move)).join(". ")}.`}
          periods={periods}
          series={series}
          frame={frame}
        >
          {(cursor) => (
            <svg width={width} height={height} aria-hidden className={styles["plot"]}>
              {layout.ribbons.map((each) => {
                const read =
                  cursor !== null &&
                  series.find((one) => one.key === cursor.series)?.points[cursor.column]?.words === wordsOf(each.move);
                const stage = each.move.from ?? each.move.to;
                return (
                  <path
                    key={`${each.move.from} ${each.move.to}`}
                    d={each.path}
                    strokeWidth={each.thickness}
                    className={styles["ribbon"]}
                    style={read ? { stroke: colourOf(stage, flow), opacity: 0.55 } : undefined}
                  />
                );
              })}
              {layout.nodes.map((node, index) => (
                <Node
                  key={node.stage}
                  node={node}
                  balance={flow.stages[index]}
                  colour={colourOf(node.stage, flow)}
                  height={height}
                />
              ))}
              {layout.ribbons.map((each) => (
                <text
                  key={`${each.move.from} ${each.move.to}`}
                  x={each.labelX}
                  y={each.labelY}
                  textAnchor="middle"
                  className={styles["count"]}
                >
                  {each.kind === "in"
                    ? `${count(each.move.moves)} came`
                    : each.kind === "out"
                      ? `${count(each.move.moves)} left`
                      : count(each.move.moves)}
                </text>
              ))}
            </svg>
          )}
        </ChartCursor>
      )}
    </div>
  );
}

function Node({
  node,
  balance,
  colour,
  height,
}: {
  readonly node: FlowNode;
  readonly balance: Balance | undefined;
  readonly colour: string;
  readonly height: number;
}): ReactNode {
  if (balance === undefined) return null;
  const { median } = balance.held;
  return (
    <>
      <rect x={node.x - 6} width={12} y={node.top} height={node.size} rx={2} style={{ fill: colour }} />
      <text x={node.x} y={height - 42} textAnchor="middle" className={styles["stage"]}>
        {stageName(node.stage)}
      </text>
      <text x={node.x} y={height - 25} textAnchor="middle">
        {count(balance.opening)} +{count(balance.entered)} −{count(balance.exited)} = {count(balance.closing)}
      </text>
      <text x={node.x} y={height - 9} textAnchor="middle">
        {median === null ? "nobody left it" : `median ${daysText(Math.round(median))}`}
      </text>
    </>
  );
}

/** “25 from Lead to Opportunity, 61% of 41”. */
export function wordsOf(move: Move): string {
  const share =
    move.rate === null || move.could === null ? "" : `, ${rateText(move.rate, move.could)} of ${count(move.could)}`;
  if (move.from === null) return `${countOf(move.moves, "cluster")} came in as ${stageName(move.to)}`;
  if (move.to === null) return `${countOf(move.moves, "cluster")} left from ${stageName(move.from)}${share}`;
  return `${countOf(move.moves, "cluster")} from ${stageName(move.from)} to ${stageName(move.to)}${share}`;
}

function colourOf(stage: string | null, { stages }: PeriodFlow): string {
  return stageColours(
    stages.findIndex((each) => each.stage === stage),
    stages.length,
  ).mark;
}

/** The ribbons as points that the cursor can go to: a column for each gap, from the top down. */
function seriesOf(ribbons: readonly Ribbon[], gaps: number, hrefOf: (move: Move) => string): readonly ChartSeries[] {
  const columns = Array.from({ length: gaps }, (_, gap) =>
    ribbons.filter((each) => each.gap === gap).toSorted((a, b) => a.labelY - b.labelY),
  );
  const rows = Math.max(1, ...columns.map((each) => each.length));
  return Array.from({ length: rows }, (_, row): ChartSeries => ({
    key: String(row),
    name: "",
    colours: { mark: "", ink: "" },
    end: "",
    points: columns.map((column): ChartPoint | null => {
      const ribbon = column[row];
      if (ribbon === undefined) return null;
      return {
        value: ribbon.labelY - 4.5,
        words: wordsOf(ribbon.move),
        href: ribbon.move.moves === 0 ? null : hrefOf(ribbon.move),
      };
    }),
  }));
}
