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
  for (const cluster of common) {
    const [was, is] = [standing(before, cluster), standing(after, cluster)];
    const mix = was.stage === is.stage ? zero : subtract(meanRate(is.stage), meanRate(was.stage));
    shares.mix.set(cluster, mix);
    shares.behaviour.set(cluster, subtract(subtract(did(is), did(was)), mix));
  }
  for (const [cluster, is] of after) if (!before.has(cluster)) shares.entry.set(cluster, did(is));
  for (const [cluster, was] of before) if (!after.has(cluster)) shares.exit.set(cluster, subtract(zero, did(was)));
  return shares;
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
  for (const part of ["mix", "behaviour"] as const)
    for (const [cluster, share] of count[part]) shares[part].set(cluster, divide(share, size));
  const among = (side: Side) =>
    rational(BigInt(common.filter((cluster) => standing(side, cluster).active).length), BigInt(common.length));
  const stayed =
    common.length === 0
      ? { before: rateOf(before), after: rateOf(before) }
      : { before: among(before), after: among(after) };
  for (const cluster of count.entry.keys()) {
    shares.entry.set(
      cluster,
      divide(subtract(did(standing(after, cluster)), stayed.after), rational(BigInt(after.size), 1n)),
    );
  }
  for (const cluster of count.exit.keys()) {
    const share =
      common.length === 0
        ? zero
        : divide(subtract(stayed.before, did(standing(before, cluster))), rational(BigInt(before.size), 1n));
    shares.exit.set(cluster, share);
  }
  return shares;
}

/** Clusters that count in one telling of a period and not in the other. */
function shareOut(shares: Map<string, Rational>, then: Side, now: Side): void {
  for (const cluster of new Set([...then.keys(), ...now.keys()])) {
    const change = subtract(did(now.get(cluster)), did(then.get(cluster)));
    if (change.numerator !== 0n) shares.set(cluster, change);
  }
}

function standing(side: Side, cluster: string): Standing {
  return side.get(cluster) ?? { stage: 0, active: false };
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

/** Sums by value first, so that a hundred thousand equal shares are one multiplication. */
function sumsOf(shares: Shares): Record<PartName, Rational> {
  const sum = (part: Map<string, Rational>) => {
    const counts = new Map<string, { value: Rational; times: bigint }>();
    for (const value of part.values()) {
      const key = `${value.numerator}/${value.denominator}`;
      counts.set(key, { value, times: (counts.get(key)?.times ?? 0n) + 1n });
    }
    return [...counts.values()].reduce(
      (total, { value, times }) => add(total, rational(value.numerator * times, value.denominator)),
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
  const entries = partNames.map((part) => {
    const list = [...shares[part]]
      .filter(([, share]) => share.numerator !== 0n)
      .map(([cluster, share]) => [cluster, toNumber(share)] as const);
    return [part, Object.fromEntries(list.toSorted(([a], [b]) => (a < b ? -1 : 1)))] as const;
  });
  return Object.fromEntries(entries) as Record<PartName, Record<string, number>>;
}
