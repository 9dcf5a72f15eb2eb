/** Where a tile lies: in twelve columns, rows from 1. */
export interface Box {
  readonly id: string;
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

/** What a grid has room for, and what a tile needs. */
export const grid = { columns: 12, rows: 500, tallest: 40, narrowest: 2, lowest: 2 } as const;

/** How far a tile is moved, or its lower right corner. */
export interface Step {
  readonly columns: number;
  readonly rows: number;
}

/** The tiles after one of them was moved: it stays inside, and those in its way go down. */
export function moved<T extends Box>(tiles: readonly T[], id: string, by: Step): readonly T[] {
  return changed(tiles, id, (box) => ({
    ...box,
    column: within(box.column + by.columns, 1, grid.columns - box.width + 1),
    row: within(box.row + by.rows, 1, grid.rows),
  }));
}

/** The tiles after one of them became larger or smaller: those in its way go down. */
export function resized<T extends Box>(tiles: readonly T[], id: string, by: Step): readonly T[] {
  return changed(tiles, id, (box) => ({
    ...box,
    width: within(box.width + by.columns, Math.min(grid.narrowest, box.width), grid.columns - box.column + 1),
    height: within(box.height + by.rows, Math.min(grid.lowest, box.height), grid.tallest),
  }));
}

/** The tiles in reading order, none over another, inside the columns, and without rows that are empty. */
export function settled<T extends Box>(tiles: readonly T[]): readonly T[] {
  const inside = tiles.map((box) => {
    const width = within(box.width, 1, grid.columns);
    return { ...box, width, column: within(box.column, 1, grid.columns - width + 1) };
  });
  return closedUp(pushed(inside.toSorted(byPlace)));
}

/** The tiles with one more, below the others. */
export function withTile<T extends Box>(tiles: readonly T[], tile: T): readonly T[] {
  return [...tiles, { ...tile, column: 1, row: below(tiles) }];
}

/** The first row under all tiles. */
export function below(tiles: readonly Box[]): number {
  return Math.max(1, ...tiles.map((box) => box.row + box.height));
}

/** Whether two tiles lie one over the other. */
export function overlap(a: Box, b: Box): boolean {
  return (
    a.column < b.column + b.width &&
    b.column < a.column + a.width &&
    a.row < b.row + b.height &&
    b.row < a.row + a.height
  );
}

function changed<T extends Box>(tiles: readonly T[], id: string, change: (box: T) => T): readonly T[] {
  const one = tiles.find((box) => box.id === id);
  if (one === undefined) return tiles;
  const others = tiles.filter((box) => box !== one).toSorted(byPlace);
  return pushed([change(one), ...others]).toSorted(byPlace);
}

/** Each tile where it wants to be, or under those before it that are in its way. */
function pushed<T extends Box>(tiles: readonly T[]): readonly T[] {
  const placed: T[] = [];
  for (const tile of tiles) {
    let box = tile;
    for (;;) {
      const inTheWay = placed.filter((other) => overlap(box, other));
      if (inTheWay.length === 0) break;
      box = { ...box, row: Math.max(...inTheWay.map((other) => other.row + other.height)) };
    }
    placed.push(box);
  }
  return placed;
}

function closedUp<T extends Box>(tiles: readonly T[]): readonly T[] {
  const taken = new Set(tiles.flatMap((box) => Array.from({ length: box.height }, (_, index) => box.row + index)));
  const rows = [...taken].toSorted((a, b) => a - b);
  const place = new Map(rows.map((row, index) => [row, index + 1]));
  return tiles.map((box) => ({ ...box, row: place.get(box.row) ?? box.row })).toSorted(byPlace);
}

function byPlace(a: Box, b: Box): number {
  return a.row - b.row || a.column - b.column;
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
