/** A part of a list: `page` of pages with `size` rows, so the rows from `start` (0 is the first). */
export interface Span {
  readonly page: number;
  readonly size: number;
  readonly start: number;
}

const LARGEST = 200;
const SMALLEST = 100;
/** How many rows of the part before are read again, so that rows that moved up meanwhile are noticed. */
const OVERLAP = 3;

/**
 * The part of a list to read when all rows before `end` are known. Parts overlap
 * by a few rows: lists are addressed by page, so the size of a page is varied
 * until one begins shortly before `end`.
 *
 * @example
 * ```ts
 * spanAfter(0); // { page: 1, size: 200, start: 0 }
 * spanAfter(200); // { page: 2, size: 197, start: 197 }
 * ```
 */
export function spanAfter(end: number): Span {
  let best: Span = { page: 1, size: LARGEST, start: 0 };
  if (end <= OVERLAP) return best;
  for (let size = LARGEST; size >= SMALLEST; size--) {
    const pages = Math.floor((end - OVERLAP) / size);
    const span = { page: pages + 1, size, start: pages * size };
    if (span.start + span.size > best.start + best.size) best = span;
  }
  return best;
}
