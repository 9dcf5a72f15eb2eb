/** As many results are kept for one owner; then the one made first goes. */
const most = 8;

const kept = new WeakMap<object, Map<string, unknown>>();

/**
 * What was worked out for columns before, under a key that says all that it
 * depends on; else works it out, and keeps it as long as the columns.
 */
export function keptFor<T>(owner: object, key: string, make: () => T): T {
  const known = kept.get(owner) ?? new Map<string, unknown>();
  kept.set(owner, known);
  if (known.has(key)) return known.get(key) as T;
  const made = make();
  const oldest = known.keys().next();
  if (known.size >= most && oldest.done !== true) known.delete(oldest.value);
  known.set(key, made);
  return made;
}
