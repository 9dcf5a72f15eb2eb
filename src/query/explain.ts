import { type Rational, add, divide, one, rational, subtract, toNumber, zero } from "./rational.ts";
import type { Parts } from "./report.ts";

/** One cluster of a population: its stage then (0: none) and whether it was active. */
export interface Standing {
  readonly stage: number;
  readonly active: boolean;
}

/** A population at one moment, cluster by cluster. */
export type Side = ReadonlyMap<string, Standing>;

/** Everything a change is explained from. */
export interface ExplainInput {
  /** The earlier population as it was told then, by the definition of then. */
  readonly told: Side;
  /** The same by the same definition, as known now. */
  readonly known: Side;
  /** The earlier population by the definition of now, as known now. */
  readonly before: Side;
  readonly after: Side;
}

/** The parts of a change with each cluster's share of them; exact until they are printed. */
export interface Explained {
  readonly count: Parts;
  readonly rate: Parts | null;
  readonly clusters: Record<PartName, Record<string, number>>;
  readonly rateClusters: Record<PartName, Record<string, number>> | null;
  /** The count's parts of the clusters of each group; they add up to `count`. Empty where nothing says which group. */
  readonly groups: ReadonlyMap<string, Parts>;
}

/** The parts, in the order they are told. */
export const partNames = ["behaviour", "mix", "entry", "exit", "restated", "definition"] as const;

/** The name of a part. */
export type PartName = (typeof partNames)[number];

const less = subtract(zero, one);

type Shares = Record<PartName, Map<string, Rational>>;

/**
 * The change of the overall count and rate between two populations, split into
 * parts that add up exactly (spec section 6).
 */
export function explainChange(
  { told, known, before, after }: ExplainInput,
  groupOf?: (cluster: string) => string,
): Explained {
  const shares = countShares(before, after);
  shareOut(shares.restated, told, known);
  shareOut(shares.definition, known, before);
  const explainRate = [told, known, before, after].every((side) => side.size > 0);
  const rates = explainRate ? rateShares(shares, before, after) : null;
  const rateParts =
    rates === null
      ? null
      : partsOf({
          ...sumsOf(rates),
          restated: subtract(rateOf(known), rateOf(told)),
          definition: subtract(rateOf(before), rateOf(known)),
        });
  return {
    count: partsOf(sumsOf(shares)),
    rate: rateParts,
    clusters: printed(shares),
    rateClusters: rates === null ? null : printed(rates),
    groups: groupOf === undefined ? new Map() : grouped(shares, groupOf),
  };
}

function grouped(shares: Shares, groupOf: (cluster: string) => string): ReadonlyMap<string, Parts> {
  const groups = new Map<string, Shares>();
  for (const part of partNames)
    for (const [cluster, share] of shares[part]) {
      if (share.numerator === 0n) continue;
      const group = groupOf(cluster);
      const own = groups.get(group) ?? emptyShares();
      own[part].set(cluster, share);
      groups.set(group, own);
    }
  return new Map([...groups].map(([group, own]) => [group, partsOf(sumsOf(own))]));
}

function countShares(before: Side, after: Side): Shares {
  const shares = emptyShares();
  const common = [...before.keys()].filter((cluster) => after.has(cluster));
  const meanRate = meanRates(common, before, after);
  const between = onceFor((was: Standing, is: Standing) => {
    const mix = was.stage === is.stage ? zero : subtract(meanRate(is.stage), meanRate(was.stage));
    return { mix, behaviour: subtract(subtract(did(is), did(was)), mix) };
  });
  for (const cluster of common) {
    const { mix, behaviour } = between(standing(before, cluster), standing(after, cluster));
    shares.mix.set(cluster, mix);
    shares.behaviour.set(cluster, behaviour);
  }
  for (const [cluster, is] of after) if (!before.has(cluster)) shares.entry.set(cluster, did(is));
  for (const [cluster, was] of before) if (!after.has(cluster)) shares.exit.set(cluster, was.active ? less : zero);
  return shares;
}

/** What follows from how two clusters stood, worked out once for all that stood alike: there are few ways to stand. */
function onceFor<T>(work: (was: Standing, is: Standing) => T): (was: Standing, is: Standing) => T {
  const known = new Map<string, T>();
  return (was, is) => {
    const key = `${was.stage} ${was.active} ${is.stage} ${is.active}`;
    const found = known.get(key) ?? work(was, is);
    known.set(key, found);
    return found;
  };
}

/** The same for shares that are one and the same value. */
function onceForEach<T>(work: (share: Rational) => T): (share: Rational) => T {
  const known = new Map<Rational, T>();
  return (share) => {
    const found = known.get(share) ?? work(share);
    known.set(share, found);
    return found;
  };
}

/** The mean of a stage's rates among the common clusters in both periods; where it is empty in one, the other's. */
function meanRates(common: readonly string[], before: Side, after: Side): (stage: number) => Rational {
  const tallies = [before, after].map((side) => {
    const tally = new Map<number, { active: bigint; all: bigint }>();
    for (const cluster of common) {
      const { stage, active } = standing(side, cluster);
      const found = tally.get(stage) ?? { active: 0n, all: 0n };
      tally.set(stage, { active: found.active + (active ? 1n : 0n), all: found.all + 1n });
    }
    return tally;
  });
  return (stage) => {
    const rates = tallies.flatMap((tally) => {
      const found = tally.get(stage);
      return found === undefined ? [] : [rational(found.active, found.all)];
    });
    return divide(rates.reduce(add, zero), rational(BigInt(Math.max(rates.length, 1)), 1n));
  };
}

function rateShares(count: Shares, before: Side, after: Side): Shares {
  const shares = emptyShares();
  const common = [...count.mix.keys()];
  const size = rational(BigInt(Math.max(common.length, 1)), 1n);
  const ofAll = onceForEach((share) => divide(share, size));
  for (const part of ["mix", "behaviour"] as const)
    for (const [cluster, share] of count[part]) shares[part].set(cluster, ofAll(share));
  const among = (side: Side) =>
    rational(BigInt(common.filter((cluster) => standing(side, cluster).active).length), BigInt(common.length));
  const stayed =
    common.length === 0
      ? { before: rateOf(before), after: rateOf(before) }
      : { before: among(before), after: among(after) };
  const came = onceForEach((own) => divide(subtract(own, stayed.after), rational(BigInt(after.size), 1n)));
  const left = onceForEach((own) =>
    common.length === 0 ? zero : divide(subtract(stayed.before, own), rational(BigInt(before.size), 1n)),
  );
  for (const cluster of count.entry.keys()) shares.entry.set(cluster, came(did(after.get(cluster))));
  for (const cluster of count.exit.keys()) shares.exit.set(cluster, left(did(before.get(cluster))));
  return shares;
}

/** Clusters that count in one telling of a period and not in the other. */
function shareOut(shares: Map<string, Rational>, then: Side, now: Side): void {
  if (then === now) return;
  for (const cluster of new Set([...then.keys(), ...now.keys()])) {
    const change = subtract(did(now.get(cluster)), did(then.get(cluster)));
    if (change.numerator !== 0n) shares.set(cluster, change);
  }
}

const nowhere: Standing = { stage: 0, active: false };

function standing(side: Side, cluster: string): Standing {
  return side.get(cluster) ?? nowhere;
}

function did(standing: Standing | undefined): Rational {
  return standing?.active === true ? one : zero;
}

function rateOf(side: Side): Rational {
  let active = 0n;
  for (const cluster of side.values()) if (cluster.active) active += 1n;
  return side.size === 0 ? zero : rational(active, BigInt(side.size));
}

function emptyShares(): Shares {
  return Object.fromEntries(partNames.map((part) => [part, new Map()])) as unknown as Shares;
}

/** Counts equal shares first, so that a hundred thousand of them are one multiplication. */
function sumsOf(shares: Shares): Record<PartName, Rational> {
  const sum = (part: Map<string, Rational>) => {
    const counts = new Map<Rational, number>();
    for (const value of part.values()) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].reduce(
      (total, [value, times]) => add(total, rational(value.numerator * BigInt(times), value.denominator)),
      zero,
    );
  };
  return Object.fromEntries(partNames.map((part) => [part, sum(shares[part])])) as Record<PartName, Rational>;
}

function partsOf(sums: Record<PartName, Rational>): Parts {
  const change = partNames.map((part) => sums[part]).reduce(add, zero);
  const numbers = Object.fromEntries(partNames.map((part) => [part, toNumber(sums[part])])) as Record<PartName, number>;
  return { ...numbers, change: toNumber(change) };
}

/** Each cluster's share as a number; clusters that changed nothing are left out. */
function printed(shares: Shares): Record<PartName, Record<string, number>> {
  const numberOf = onceForEach(toNumber);
  const entries = partNames.map((part) => {
    const own = shares[part];
    const told = [...own.keys()].filter((cluster) => own.get(cluster)?.numerator !== 0n).toSorted();
    return [part, Object.fromEntries(told.map((cluster) => [cluster, numberOf(own.get(cluster) ?? zero)]))] as const;
  });
  return Object.fromEntries(entries) as Record<PartName, Record<string, number>>;
}
