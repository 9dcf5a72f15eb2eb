import type { DemoAccount } from "./account.ts";
import type { StageStep } from "./journey.ts";
import type { Random } from "./random.ts";
import type { Timeline } from "./timeline.ts";

/** A person's time in one team: from a day until before another; null: still there. */
export interface Stay {
  readonly user: string;
  readonly team: string;
  readonly from: number;
  readonly to: number | null;
}

/** Hands out user ids, and remembers a few people who left one company and will join another. */
export interface People {
  /** The number of ids handed out. */
  count: number;
  readonly looking: { readonly user: string; readonly free: number }[];
}

/** How many people may be between two companies at one time. */
const mostLooking = 48;
const departments = ["Finance", "Operations", "Sales", "Delivery", "Support", "Purchasing", "People", "IT"] as const;
const teamCounts: Readonly<Record<DemoAccount["plan"], readonly [number, number]>> = {
  Starter: [1, 2],
  Growth: [2, 3],
  Enterprise: [3, 4],
};
const userCounts: Readonly<Record<DemoAccount["plan"], readonly [number, number]>> = {
  Starter: [2, 4],
  Growth: [4, 6],
  Enterprise: [7, 12],
};

/** A new user id, `u-000001` first. */
export function newUser(people: People): string {
  return `u-${String(++people.count).padStart(6, "0")}`;
}

/** Everything needed to people an account. */
export interface Staffing {
  readonly account: DemoAccount;
  readonly steps: readonly StageStep[];
  /** The people known before the account became a customer; they stay on. */
  readonly contacts: readonly string[];
  readonly people: People;
  readonly random: Random;
  readonly time: Timeline;
}

/**
 * Who is in which team of the account while it is a customer. People join
 * later, move between teams, leave, and some of those who left other accounts
 * turn up here; one person is in one team at a time.
 */
export function staff(staffing: Staffing): Stay[] {
  const { account, random, time, steps } = staffing;
  const teams = teamsOf(account, random);
  const stays: Stay[] = [];
  for (const [i, step] of steps.entries()) {
    if (step.stage !== "customer") continue;
    const end = steps[i + 1]?.day ?? null;
    const [least, spread] = userCounts[account.plan];
    const count = least + random.below(spread);
    const first = stays.length === 0 ? staffing.contacts : [];
    for (let n = 0; n < count; n++) {
      const joiner = joins(staffing, { known: first[n], from: step.day });
      if (joiner.from >= (end ?? time.last + 1)) continue;
      career({ ...joiner, teams, end }, staffing, stays);
    }
  }
  return stays;
}

function teamsOf(account: DemoAccount, random: Random): string[] {
  const [least, spread] = teamCounts[account.plan];
  const count = least + random.below(spread);
  const start = random.below(departments.length);
  return Array.from(
    { length: count },
    (_, i) => `${account.id} ${departments[(start + i) % departments.length] ?? ""}`,
  );
}

function joins(
  { people, random }: Staffing,
  { known, from }: { known: string | undefined; from: number },
): { user: string; from: number } {
  if (known !== undefined) return { user: known, from };
  const late = random.chance(600) ? random.below(20) : random.below(420);
  const mover = people.looking.length > 0 && random.chance(250) ? people.looking.shift() : undefined;
  if (mover === undefined) return { user: newUser(people), from: from + late };
  return { user: mover.user, from: Math.max(from + late, mover.free) };
}

function career(
  { user, from, teams, end }: { user: string; from: number; teams: readonly string[]; end: number | null },
  { people, random, time }: Staffing,
  stays: Stay[],
): void {
  let team = random.below(teams.length);
  let since = from;
  for (let day = from + 60 + random.below(150); day < (end ?? time.last + 1); day += 60 + random.below(150)) {
    const fate = random.weighted([12, 8, 80]);
    if (fate === 2 || (fate === 0 && teams.length === 1)) continue;
    stays.push({ user, team: teams[team] ?? "", from: since, to: day });
    if (fate === 1) return leaves(people, { user, free: day + 14 + random.below(40) }, random);
    team = (team + 1 + random.below(teams.length - 1)) % teams.length;
    since = day;
  }
  stays.push({ user, team: teams[team] ?? "", from: since, to: end });
}

function leaves(people: People, who: { user: string; free: number }, random: Random): void {
  if (people.looking.length < mostLooking && random.chance(500)) people.looking.push(who);
}
