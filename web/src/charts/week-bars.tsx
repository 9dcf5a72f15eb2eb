import type { ReactNode } from "react";

/** Active days a week as small columns, of at most seven, with their numbers for who listens. */
export function WeekBars({ days }: { readonly days: readonly number[] }): ReactNode {
  return (
    <>
      <svg width={days.length * 8} height={19} aria-hidden style={{ display: "block" }}>
        <path d={days.map(bar).join("")} fill="var(--text-2)" />
        <line x1={0} x2={days.length * 8} y1={17.5} y2={17.5} stroke="var(--border-strong)" />
      </svg>
      <span className="aloud">{days.join(" ")}</span>
    </>
  );
}

// One shape for all: a long list has hundreds of these.
function bar(value: number, index: number): string {
  const height = (value / 7) * 17;
  return value === 0 ? "" : `M${index * 8} 17v${-height}h6.5v${height}z`;
}
