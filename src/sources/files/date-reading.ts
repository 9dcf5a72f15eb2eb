import { textLiteral } from "../../sql/quote.ts";

/** How a column's values become times, as SQL over the column; null for a value that is no date. */
export interface DateReading {
  /** Wall-clock TIMESTAMP, for the values without an offset; null: there are none. */
  readonly local: string | null;
  /** TIMESTAMP in UTC, for the values that name an instant; null: there are none. */
  readonly instant: string | null;
  /** Which values name an instant, where both kinds occur. */
  readonly isInstant: string | null;
  readonly note: string | null;
  /** Known when every value was found to be a time, or a word for none, while looking. */
  readonly seen?: { readonly spread: Spread; readonly words: number };
}

/** The least and the greatest value of each kind, in microseconds; null: there are none. */
export interface Spread {
  readonly localFirst: number | null;
  readonly localLast: number | null;
  readonly first: number | null;
  readonly last: number | null;
}

/** What empty cells are called in exports. */
const nullWords = ["null", "n/a", "na", "nan", "nat", "none", "nil", "\\n", "-"];

/** Whether a value is a word for an empty cell. */
export function isNullWord(value: string): string {
  return `(strlen(${value}) < 5 AND lower(${value}) IN (${nullWords.map(textLiteral).join(", ")}))`;
}

/** Whether an ISO time names its offset. A date's own hyphens stand further from its end. */
export function hasIsoOffset(value: string): string {
  const signs = [-6, -5, -3].map((at) => `substr(${value}, ${at}, 1) IN ('+', '-')`).join(" OR ");
  return `(length(${value}) > 13 AND (upper(right(${value}, 1)) IN ('Z', 'C', 'T') OR ${signs}))`;
}

/** A TIMESTAMPTZ as TIMESTAMP in UTC, without calendar work. */
export function utcOf(timestamptz: string): string {
  return `make_timestamp(epoch_us(${timestamptz}))`;
}

/** ISO text as an instant. */
export function isoInstant(value: string, options: { readonly lenient: boolean }): string {
  const plain = `try_cast(${value} AS TIMESTAMPTZ)`;
  if (!options.lenient) return utcOf(plain);
  return utcOf(`coalesce(${plain}, try_cast(${mended(value)} AS TIMESTAMPTZ))`);
}

/** What the engine's own reading wants: seconds before an offset, `+hh:mm`, a point before a fraction. */
function mended(value: string): string {
  const steps: readonly (readonly [string, string])[] = [
    [" ?(UTC|GMT|[Zz])$", "Z"],
    [" ?([+-]\\d{2}):?(\\d{2})$", "\\1:\\2"],
    [" ([+-]\\d{2})$", "\\1"],
    ["^(.{8,10}[Tt ]\\d{1,2}:\\d{2})(Z|[+-].*)$", "\\1:00\\2"],
  ];
  return steps.reduce(
    (sql, [pattern, by]) => `regexp_replace(${sql}, ${textLiteral(pattern)}, ${textLiteral(by)})`,
    `replace(${value}, ',', '.')`,
  );
}

/** ISO text without an offset as wall-clock time. */
export function isoLocal(value: string, options: { readonly lenient: boolean }): string {
  return `try_cast(${options.lenient ? `replace(${value}, ',', '.')` : value} AS TIMESTAMP)`;
}
