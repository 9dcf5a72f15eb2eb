import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Tile } from "./dashboard.ts";
import { moved, resized, settled, type Step } from "./layout.ts";

/** A tile that is held: how far it was moved, and how much larger it was made. */
interface Held {
  readonly id: string;
  readonly title: string;
  readonly move: Step;
  readonly size: Step;
  /** What changed last. */
  readonly last: "move" | "size";
  /** With the pointer: where it was pressed, in page pixels. */
  readonly from: { readonly x: number; readonly y: number } | null;
}

const rowHeight = 40;
const none: Step = { columns: 0, rows: 0 };
const steps: Readonly<Record<string, Step>> = {
  ArrowLeft: { columns: -1, rows: 0 },
  ArrowRight: { columns: 1, rows: 0 },
  ArrowUp: { columns: 0, rows: -1 },
  ArrowDown: { columns: 0, rows: 1 },
};

/** Tiles while they are arranged, and what their handles do. */
export interface Arranging {
  /** In reading order as they were before one was taken, so that nothing jumps in the document. */
  readonly order: readonly Tile[];
  /** Where each lies now. */
  readonly at: (id: string) => Tile | null;
  readonly held: string | null;
  /** What happened last, to be said aloud. */
  readonly said: string;
  readonly place: RefObject<HTMLDivElement | null>;
  readonly pointing: (
    id: string,
    title: string,
    what: "move" | "size",
  ) => {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
  };
  readonly keyed: (id: string, title: string) => (event: KeyboardEvent) => void;
  /** The handle lost the keyboard: the tile stays where it is. */
  readonly left: () => void;
}

/** Moves and resizes tiles with the pointer and the keyboard; each goes back with Escape. */
export function useArranging(tiles: readonly Tile[], change: (tiles: readonly Tile[]) => void): Arranging {
  const settledTiles = useMemo(() => settled(tiles), [tiles]);
  const [held, setHeld] = useState<Held | null>(null);
  const [said, setSaid] = useState("");
  const place = useRef<HTMLDivElement>(null);
  const dropped = useRef<string | null>(null);
  useLayoutEffect(() => {
    // A tile that comes earlier or later now is taken out of the document for a moment, and the keyboard with it.
    const id = dropped.current;
    dropped.current = null;
    if (id !== null && document.activeElement === document.body)
      place.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(id)}"] button`)?.focus();
  }, [tiles]);
  const shown = held === null ? settledTiles : arranged(settledTiles, held);
  const hold = (next: Held): void => {
    setHeld(next);
    setSaid(saidOf(arranged(settledTiles, next), next));
  };
  const drop = (kept: boolean): void => {
    if (held === null) return;
    setHeld(null);
    const next = settled(arranged(settledTiles, held));
    const at = kept ? next : settledTiles;
    setSaid(
      `${kept ? "Kept" : "Put back"}: ${placeText(
        at.find(({ id }) => id === held.id),
        held.title,
      )}`,
    );
    if (held.from === null && kept) dropped.current = held.id;
    if (kept && JSON.stringify(next) !== JSON.stringify(settledTiles)) change(next);
  };
  useEscape(held !== null && held.from !== null, () => drop(false));
  const pointing = (id: string, title: string, last: "move" | "size") => ({
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      hold({ id, title, last, move: none, size: none, from: { x: event.pageX, y: event.pageY } });
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (held === null || held.from === null || held.id !== id) return;
      const by = stepsBetween(held.from, { x: event.pageX, y: event.pageY }, place.current);
      if (by.columns !== held[last].columns || by.rows !== held[last].rows) hold({ ...held, [last]: by });
      scrollAtEdge(event.clientY);
    },
    onPointerUp: () => drop(true),
    onPointerCancel: () => drop(false),
  });
  const keyed =
    (id: string, title: string) =>
    (event: KeyboardEvent): void => {
      const step = steps[event.key];
      if (step !== undefined) {
        const last = event.shiftKey ? "size" : "move";
        const base: Held = held?.id === id ? held : { id, title, last, move: none, size: none, from: null };
        const by = { columns: base[last].columns + step.columns, rows: base[last].rows + step.rows };
        const tried: Held = { ...base, last, [last]: by };
        // At the edge a step changes nothing, so that the next one back does.
        hold(isSame(settledTiles, tried, base) ? { ...base, last } : tried);
      } else if (held !== null && (event.key === "Enter" || event.key === " ")) drop(true);
      else if (held !== null && event.key === "Escape") drop(false);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
  return {
    order: settledTiles,
    at: (id) => shown.find((tile) => tile.id === id) ?? null,
    held: held?.id ?? null,
    said,
    place,
    pointing,
    keyed,
    left: () => {
      if (held !== null && held.from === null) drop(true);
    },
  };
}

/** Escape while something is dragged: nothing else hears it. */
function useEscape(when: boolean, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!when) return;
    const escape = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      latest.current();
    };
    addEventListener("keydown", escape, true);
    return () => removeEventListener("keydown", escape, true);
  }, [when]);
}

function arranged(tiles: readonly Tile[], { id, move, size }: Held): readonly Tile[] {
  return resized(moved(tiles, id, move), id, size);
}

/** Whether a tile lies in the same place and size by both. */
function isSame(tiles: readonly Tile[], a: Held, b: Held): boolean {
  const [one, other] = [a, b].map((held) => arranged(tiles, held).find(({ id }) => id === held.id));
  return (
    one?.column === other?.column &&
    one?.row === other?.row &&
    one?.width === other?.width &&
    one?.height === other?.height
  );
}

function saidOf(tiles: readonly Tile[], held: Held): string {
  const tile = tiles.find(({ id }) => id === held.id);
  if (tile === undefined) return "";
  return held.last === "size"
    ? `${held.title}: ${tile.width} of 12 columns wide, ${tile.height} rows high`
    : placeText(tile, held.title);
}

function placeText(tile: Tile | undefined, title: string): string {
  return tile === undefined ? "" : `${title}: row ${tile.row}, column ${tile.column} of 12`;
}

function stepsBetween(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  place: HTMLElement | null,
): Step {
  if (place === null) return { columns: 0, rows: 0 };
  const gap = Number.parseFloat(getComputedStyle(place).columnGap) || 0;
  const column = (place.clientWidth + gap) / 12;
  return { columns: Math.round((to.x - from.x) / column), rows: Math.round((to.y - from.y) / (rowHeight + gap)) };
}

const edge = 48;

function scrollAtEdge(y: number): void {
  if (y < edge) scrollBy(0, -16);
  else if (y > innerHeight - edge) scrollBy(0, 16);
}
