import type { CSSProperties } from "react";

/**
 * The ground and text of a cell by its share, in seven fixed steps: one colour means the same in every table.
 * @param share from 0 to 1
 */
export function rampStyle(share: number): CSSProperties {
  const step = Math.min(7, Math.floor(Math.max(0, Math.min(1, share)) * 7) + 1);
  const text = step <= 4 ? "var(--ramp-low-text)" : step === 5 ? "var(--ramp-5-text)" : "var(--ramp-high-text)";
  return { "--ground": `var(--ramp-${step})`, background: "var(--ground)", color: text } as CSSProperties;
}

/** The shares at which the steps begin, in percent, for a legend: 0, 14, 29, … */
export const rampSteps: readonly number[] = Array.from({ length: 7 }, (_, index) => Math.round((index / 7) * 100));
