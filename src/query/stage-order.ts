const journey = ["prospect", "lead", "opportunity", "customer"];

/**
 * The stages in the order they are printed: the stated order, with stages it
 * does not name after it; else prospect, lead, opportunity, customer (in any
 * case), then others by name; only those that occur.
 */
export function orderStages(occurring: readonly string[], stated: readonly string[] | null): readonly string[] {
  const others = occurring.filter((name) => !(stated ?? []).includes(name)).toSorted(byCode);
  if (stated !== null) return [...stated.filter((name) => occurring.includes(name)), ...others];
  const place = (name: string) => journey.indexOf(name.toLowerCase());
  const known = others.filter((name) => place(name) >= 0).toSorted((a, b) => place(a) - place(b));
  return [...known, ...others.filter((name) => place(name) < 0)];
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
