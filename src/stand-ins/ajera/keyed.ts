interface Keyed {
  readonly key: number;
}

const places = new WeakMap<readonly Keyed[], ReadonlyMap<number, number>>();

/** The rows of a table with these keys, in the table's order, without looking at all of them. */
export function withKeys<T extends Keyed>(rows: readonly T[], keys: Iterable<number>): readonly T[] {
  const wanted = [...keys];
  const found = wanted.map((key) => placeOf(rows, key)).filter((place) => place !== undefined);
  return found.toSorted((a, b) => a - b).map((place) => rows[place] as T);
}

/** Tables grow, and tests change them: what is known of a table's places is looked up anew where it does not hold. */
function placeOf(rows: readonly Keyed[], key: number): number | undefined {
  const known = places.get(rows)?.get(key);
  if (known !== undefined && rows[known]?.key === key) return known;
  const now = new Map(rows.map((row, place) => [row.key, place]));
  places.set(rows, now);
  return now.get(key);
}
