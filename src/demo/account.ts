import { accountName } from "./names.ts";
import { regions, regionWeights } from "./places.ts";
import type { Region } from "./places.ts";
import type { Random } from "./random.ts";
import type { Timeline } from "./timeline.ts";

/** What an account pays for. */
export type Plan = "Starter" | "Growth" | "Enterprise";
/** How eagerly an account uses what it bought. */
export type Temper = "power" | "regular" | "light" | "sleepy";

/** One company that the firm sells to, or would like to. */
export interface DemoAccount {
  readonly id: string;
  readonly name: string;
  readonly region: Region;
  readonly plan: Plan;
  /** The team that looks after it. */
  readonly owner: string;
  /** The products it uses once it is a customer, the favourite first. */
  readonly products: readonly string[];
  readonly temper: Temper;
  /** Day of the first contact. */
  readonly created: number;
  /** The day from which it stays silent without leaving; null: never. Part of the decline to discover. */
  readonly silentFrom: number | null;
}

const plans: readonly Plan[] = ["Starter", "Growth", "Enterprise"];
const tempers: readonly Temper[] = ["power", "regular", "light", "sleepy"];
const owners: Readonly<Record<Region, readonly string[]>> = {
  EMEA: ["Team North", "Team South", "Team Key Accounts"],
  Americas: ["Team West", "Team East", "Team Key Accounts"],
  APAC: ["Team Pacific"],
};
/** Of a thousand that still use it, how many of the declining segment fall silent in each month of the decline. */
const silenced = [320, 400, 480, 560];

/** The account with this number: who it is, and how it will behave. */
export function demoAccount(number: number, random: Random, time: Timeline): DemoAccount {
  const region = regions[random.weighted(regionWeights)] ?? "EMEA";
  const plan = plans[random.weighted([46, 36, 18])] ?? "Starter";
  const products = productsOf(plan, random);
  const declining = region === "EMEA" && plan === "Starter" && products.includes("Timesheets");
  return {
    id: `A-${String(number).padStart(6, "0")}`,
    name: accountName(number),
    region,
    plan,
    owner: plan === "Enterprise" ? (owners[region].at(-1) ?? "") : random.pick(owners[region].slice(0, 2)),
    products,
    temper: tempers[random.weighted([26, 48, 20, 6])] ?? "regular",
    created: createdOn(random, time),
    silentFrom: declining ? silentFrom(random, time) : null,
  };
}

/** Six in ten were known before the activity begins, up to two years; the others come one after the other. */
function createdOn(random: Random, time: Timeline): number {
  if (random.chance(580)) return time.first - 730 + random.below(730);
  return time.first + random.below(time.last - time.first);
}

function productsOf(plan: Plan, random: Random): string[] {
  const products: string[] = [];
  if (random.chance(plan === "Starter" ? 760 : 520)) products.push("Timesheets");
  if (random.chance(plan === "Starter" ? 380 : 720)) products.push("Ledger");
  if (random.chance(plan === "Enterprise" ? 780 : 340)) products.push("Projects");
  if (products.length === 0) products.push("Ledger");
  if (plan !== "Starter" || random.chance(300)) products.push("Portal");
  return products;
}

function silentFrom(random: Random, time: Timeline): number | null {
  for (const [i, first] of time.decline.entries()) {
    if (random.chance(silenced[i] ?? 0)) return first;
  }
  return null;
}
