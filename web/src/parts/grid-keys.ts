import type { KeyboardEvent } from "react";

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, -1000],
  End: [0, 1000],
};

/**
 * Arrow keys between the links of a table's cells; Home and End go to the ends of a row.
 * For `onKeyDown` of a table whose cells with a number hold a link.
 */
export function moveInGrid(event: KeyboardEvent<HTMLTableElement>): void {
  const step = steps[event.key];
  const from = event.target instanceof Element ? event.target.closest("td, th") : null;
  if (step === undefined || !(from instanceof HTMLTableCellElement)) return;
  const next = linkFrom(from, step);
  if (next === null) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** The next link that way: empty cells are passed over. */
function linkFrom(from: HTMLTableCellElement, [down, right]: readonly [number, number]): HTMLElement | null {
  const rows = [...(from.closest("table")?.rows ?? [])];
  const row = rows.findIndex((each) => each === from.parentElement);
  if (Math.abs(right) > 1) {
    const links = [...(rows[row]?.querySelectorAll<HTMLElement>("td a") ?? [])];
    return (right < 0 ? links[0] : links.at(-1)) ?? null;
  }
  for (let at = row + down, cell = from.cellIndex + right; at >= 0 && at < rows.length; at += down, cell += right) {
    const there = rows[at]?.cells[cell];
    if (there === undefined) return null;
    const link = there.querySelector<HTMLElement>("a");
    if (link !== null) return link;
  }
  return null;
}
