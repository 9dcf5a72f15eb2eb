import type { ReactNode } from "react";

/** Active days a week as small columns, of at most seven, with their numbers for who listens. */
export function WeekBars({ days }: { readonly days: readonly number[] }): ReactNode {
  return (
    <>
      <svg width={days.length * 8} height={19} aria-hidden style={{ display: "block" }}>
        {days.map((value, index) => (
          <rect
            key={`${index} ${value}`}
            x={index * 8}
            y={17 - (value / 7) * 17}
            width={6.5}
            height={(value / 7) * 17}
            rx={1}
            fill="var(--text-2)"
          />
        ))}
        <line x1={0} x2={days.length * 8} y1={17.5} y2={17.5} stroke="var(--border-strong)" />
      </svg>
      <span className="aloud">{days.join(" ")}</span>
    </>
  );
}
