import type { Json, Row } from "../sources/kit/row.ts";
import type { KnownColumn } from "../store/stream-columns.ts";

/** How the columns of a stream changed since it was read before. */
export interface Drift {
  see(row: Row, cells: ReadonlyMap<string, string | null>): void;
  /** The columns of all cells seen. */
  readonly columns: ReadonlySet<string>;
  /** What changed, in sentences about the stream `name`. */
  notes(name: string): readonly string[];
  /** What to compare with the next time. */
  known(): readonly KnownColumn[];
}

/** What is compared with. */
export interface Before {
  /** Nothing, when the stream was never read. */
  readonly known: readonly KnownColumn[];
  /** The columns of the stream's table. */
  readonly standing: ReadonlySet<string>;
  /** Columns that the stream's meaning uses. */
  readonly expected: readonly string[];
}

const kinds = ["numbers", "text", "yes or no", "lists", "objects"] as const;

interface Seen {
  /** A bit for each of {@link kinds}. */
  bits: number;
  rows: number;
}

/** Watches the rows of one reading for columns that are new, missing or of another kind than before. */
export function watchDrift(before: Before): Drift {
  const seen = new Map<string, Seen>();
  const columns = new Set<string>();
  let rows = 0;
  return {
    columns,
    see(row, cells) {
      rows += 1;
      for (const column of cells.keys()) columns.add(column);
      for (const [name, value] of Object.entries(row)) {
        const one = seen.get(name);
        const bit = kindBit(value);
        if (one === undefined) seen.set(name, { bits: bit, rows: 1 });
        else {
          one.bits |= bit;
          one.rows += 1;
        }
      }
    },
    notes: (name) => (rows === 0 ? [] : notesOn(name, { before, seen, columns })),
    known: () => (rows === 0 ? before.known : together(before.known, seen, rows)),
  };
}

/** No bit for what says nothing of a kind: null, and the empty text that stands for it. */
function kindBit(value: Json): number {
  if (value === null || value === "") return 0;
  if (typeof value === "number") return 1;
  if (typeof value === "string") return 2;
  if (typeof value === "boolean") return 4;
  return Array.isArray(value) ? 8 : 16;
}

interface Comparison {
  readonly before: Before;
  readonly seen: ReadonlyMap<string, Seen>;
  readonly columns: ReadonlySet<string>;
}

function notesOn(name: string, { before, seen, columns }: Comparison): readonly string[] {
  const { known, standing, expected } = before;
  if (known.length === 0) {
    const never = expected.filter((column) => !columns.has(column) && !seen.has(column));
    return never.length === 0 ? [] : [`${name}: no row has ${named(never)}, which its meaning uses`];
  }
  const added = [...columns].filter((column) => !standing.has(column));
  const gone = known.filter((column) => column.always && !seen.has(column.name)).map((column) => column.name);
  const retyped = known.flatMap((column) => {
    const fresh = (seen.get(column.name)?.bits ?? 0) & ~column.kinds;
    if (column.kinds === 0 || fresh === 0) return [];
    return [`${name}: “${column.name}” holds ${kindNames(fresh)} where it held ${kindNames(column.kinds)}`];
  });
  return [
    ...(added.length === 0 ? [] : [`${name}: new columns ${named(added)}`]),
    ...(gone.length === 0 ? [] : [`${name}: no row has ${named(gone)} any more; earlier rows keep it`]),
    ...retyped,
  ];
}

const mostNamed = 10;

function named(columns: readonly string[]): string {
  const more = columns.length > mostNamed ? ` and ${columns.length - mostNamed} more` : "";
  return `“${columns.slice(0, mostNamed).join("”, “")}”${more}`;
}

function kindNames(bits: number): string {
  return kinds.filter((_, index) => (bits & (1 << index)) !== 0).join(", ");
}

function together(
  known: readonly KnownColumn[],
  seen: ReadonlyMap<string, Seen>,
  rows: number,
): readonly KnownColumn[] {
  const first = known.length === 0;
  const before = new Map(known.map((column) => [column.name, column]));
  const names = [...new Set([...before.keys(), ...seen.keys()])];
  return names.map((name) => {
    const was = before.get(name);
    const now = seen.get(name);
    return {
      name,
      kinds: (was?.kinds ?? 0) | (now?.bits ?? 0),
      always: (was?.always ?? first) && now?.rows === rows,
    };
  });
}
