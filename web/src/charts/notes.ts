import type { Frame } from "./frame.ts";
import type { Annotation } from "./series.ts";

/** A stretch of the line above a plot that words stand on. */
export type Stretch = readonly [from: number, to: number];

/** Where the line of an annotation is, and its words above the plot. */
export interface PlacedNote {
  readonly x: number;
  readonly words: string;
  /** As much of the words as there is room for; null: there is none. */
  readonly text: string | null;
  readonly textX: number;
  readonly anchor: "start" | "end";
}

const character = 6.4;
const [beside, apart, least] = [5, 10, 44];

/**
 * Puts the words of annotations beside the tops of their lines: to the right, else to the left, shortened where
 * neither has room, none on another, on a line, or on what stands there already. What lies at one place is one line.
 */
export function placedNotes(
  annotations: readonly Annotation[],
  frame: Pick<Frame, "x" | "left" | "right">,
  { last, taken }: { readonly last: number; readonly taken: readonly Stretch[] },
): readonly PlacedNote[] {
  const lines = together(annotations, (at) => xAt(at, frame, last));
  const used: Stretch[] = [...taken, ...lines.map(({ x }): Stretch => [x, x])];
  return lines.map(({ x, words }) => {
    const others = used.filter(([from, to]) => !(from === x && to === x));
    const right = Math.min(frame.right, ...others.map(([from]) => from).filter((from) => from > x)) - x - apart;
    const left = x - Math.max(frame.left, ...others.map(([, to]) => to).filter((to) => to < x)) - apart;
    const isInside = others.some(([from, to]) => from <= x && to >= x && from !== to);
    const long = words.length * character;
    const toRight = right >= long || right >= left;
    const text = isInside ? null : fitted(words, toRight ? right : left);
    if (text !== null)
      used.push(toRight ? [x, x + beside + text.length * character] : [x - beside - text.length * character, x]);
    return { x, words, text, textX: toRight ? x + beside : x - beside, anchor: toRight ? "start" : "end" };
  });
}

/** The place of a column, or of something between two; after the last, within its band. */
export function xAt(at: number, frame: Pick<Frame, "x" | "right">, last: number): number {
  const before = Math.min(Math.max(Math.floor(at), 0), last);
  if (before === last) return Math.min(frame.right, frame.x(last) + (at - last) * 2 * (frame.right - frame.x(last)));
  return frame.x(before) + (at - before) * (frame.x(before + 1) - frame.x(before));
}

function together(
  annotations: readonly Annotation[],
  placeOf: (at: number) => number,
): readonly { readonly x: number; readonly words: string }[] {
  const lines = new Map<number, string>();
  for (const { at, words } of annotations) {
    const x = Math.round(placeOf(at));
    const there = lines.get(x);
    lines.set(x, there === undefined ? words : `${there}; ${words}`);
  }
  return [...lines].map(([x, words]) => ({ x, words })).toSorted((a, b) => a.x - b.x);
}

function fitted(words: string, room: number): string | null {
  if (words.length * character <= room) return words;
  if (room < least) return null;
  return `${words.slice(0, Math.floor(room / character) - 1).trimEnd()}…`;
}
