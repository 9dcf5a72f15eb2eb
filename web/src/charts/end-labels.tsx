import type { ReactNode } from "react";
import { Link } from "wouter";
import styles from "./chart.module.css";
import { shortened } from "../words/names.ts";
import { type Frame, signsIn, textWidth } from "./frame.ts";
import { placedLabels } from "./labels.ts";
import type { ChartSeries, ChartTarget } from "./series.ts";

/** The names of the lines with their last values, at the lines' ends, and those of targets at theirs; none on another. */
export function EndLabels({
  series,
  targets = [],
  frame,
}: {
  readonly series: readonly ChartSeries[];
  readonly targets?: readonly ChartTarget[];
  readonly frame: Frame;
}): ReactNode {
  const ends = series.flatMap((each) => {
    const point = each.points.at(-1) ?? each.points.findLast((one) => one !== null);
    return point === undefined || point === null ? [] : [{ series: each, point }];
  });
  const places = placedLabels(
    [...ends.map(({ point }) => point.value), ...targets.map(({ value }) => value)].map(frame.y),
    { gap: 16, low: frame.top, high: frame.bottom },
  );
  const x = frame.bandRight + 8;
  return (
    <>
      {ends.map(({ series: each, point }, index) => {
        const place = places[index];
        if (place === undefined) return null;
        const start = x + (keyed(each) ? 13 : 0);
        const room = frame.width - start - (frame.narrow ? 0 : textWidth(each.end) + 6);
        const text = (
          <text x={start} y={place.at + 4.5} className={styles["name"]}>
            <tspan style={{ fill: each.colours.ink }}>{shortened(each.name, signsIn(room))}</tspan>
            {!frame.narrow && (
              <tspan dx={6} className={styles["value"]}>
                {each.end}
              </tspan>
            )}
          </text>
        );
        return (
          <g key={each.key} style={{ color: each.colours.mark }}>
            {keyed(each) && <circle cx={x + 4} cy={place.at} r={4} className={styles["closed"]} />}
            {Math.abs(place.at - place.wanted) > 10 && (
              <line x1={frame.bandRight + 1} x2={x - 2} y1={place.wanted} y2={place.at} className={styles["leader"]} />
            )}
            {point.href === null || point.href === "" ? (
              text
            ) : (
              <Link href={point.href} tabIndex={-1} data-count={point.count} className={styles["end"] ?? ""}>
                <rect x={x} y={place.at - 8} width={Math.max(1, frame.width - x)} height={16} fill="transparent" />
                {text}
              </Link>
            )}
          </g>
        );
      })}
      {targets.map((each, index) => (
        <text
          key={each.words}
          x={x}
          y={(places[ends.length + index]?.at ?? 0) + 4}
          className={styles["aim"]}
          style={{ color: each.colour ?? "var(--text-2)" }}
        >
          {frame.narrow ? each.short : each.words}
        </text>
      ))}
    </>
  );
}

/** Whether a name is written in the colour of all text, so that a dot beside it says which line it is of. */
function keyed({ colours }: ChartSeries): boolean {
  return colours.ink === "var(--text)";
}
