import type { DemoAccount } from "./account.ts";
import type { DemoStage, StageStep } from "./journey.ts";
import type { Stay } from "./people.ts";
import type { Random } from "./random.ts";
import { weekday } from "./timeline.ts";
import type { DemoMonth, Timeline } from "./timeline.ts";

/** One thing that happened, on the clock of the account's region. */
export interface DemoEvent {
  readonly day: number;
  /** Seconds since midnight. */
  readonly second: number;
  /** Who did it; empty for what the firm does itself, like an invoice. */
  readonly user: string;
  /** The team it was done for, when the record says so. */
  readonly team: string;
  readonly kind: string;
  readonly product: string;
}

/** What an account did, and who was there to do it. */
export interface Actors {
  readonly account: DemoAccount;
  readonly steps: readonly StageStep[];
  readonly contacts: readonly string[];
  readonly stays: readonly Stay[];
  readonly random: Random;
  readonly time: Timeline;
}

interface Habit {
  /** Thousandths: how likely something happens in a month of the stage. */
  readonly engaged: number;
  /** How many things happen then, on average. */
  readonly mean: number;
  readonly kinds: readonly string[];
  readonly weights: readonly number[];
}

const habits: Readonly<Record<Exclude<DemoStage, "customer">, Habit>> = {
  prospect: { engaged: 360, mean: 2, kinds: ["visit", "email", "webinar"], weights: [60, 28, 12] },
  lead: { engaged: 560, mean: 3, kinds: ["visit", "email", "call", "demo"], weights: [34, 34, 20, 12] },
  opportunity: { engaged: 830, mean: 4, kinds: ["email", "call", "demo", "trial"], weights: [26, 20, 22, 32] },
};
const customerKinds = ["login", "support", "email", "visit"] as const;
const customerWeights = [86, 5, 5, 4];
const customerEngaged: Readonly<Record<DemoAccount["temper"], number>> = {
  power: 997,
  regular: 975,
  light: 800,
  sleepy: 320,
};
const customerMean: Readonly<Record<DemoAccount["temper"], number>> = { power: 24, regular: 14, light: 5, sleepy: 2 };
/** Tenths: an account with more people does more. */
const planSize: Readonly<Record<DemoAccount["plan"], number>> = { Starter: 7, Growth: 10, Enterprise: 17 };
/** Kinds that are done with a product. */
const withProduct = new Set(["login", "trial", "demo", "support"]);
/** Thousandths, from Monday: how likely a drawn day is kept. */
const weekdayKept = [960, 1000, 990, 940, 760, 90, 60];

/** Everything that happened with the account, oldest first. */
export function activity(actors: Actors): DemoEvent[] {
  const events: DemoEvent[] = [];
  for (const [index, month] of actors.time.months.entries()) {
    const inMonth: DemoEvent[] = [];
    // A month that the data cut short is lived whole, and told as far as the data go.
    const next = month.first + month.length;
    for (const [i, step] of actors.steps.entries()) {
      const from = Math.max(step.day, month.first);
      const to = Math.min(actors.steps[i + 1]?.day ?? next, next);
      if (from >= to || step.stage === null) continue;
      const span = { from, to, month, index };
      if (step.stage === "customer") asCustomer(actors, span, inMonth);
      else beforeCustomer(actors, { ...span, habit: habits[step.stage] }, inMonth);
    }
    inMonth.sort((a, b) => a.day - b.day || a.second - b.second);
    for (const event of inMonth) if (event.day <= actors.time.last) events.push(event);
  }
  return events;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly month: DemoMonth;
  readonly index: number;
}

function beforeCustomer(actors: Actors, span: Span & { habit: Habit }, events: DemoEvent[]): void {
  const { random, account, contacts } = actors;
  const { habit } = span;
  if (!random.chance(part(habit.engaged, span))) return;
  for (let left = howMany(habit.mean * 10, span, random); left > 0; left--) {
    const kind = habit.kinds[random.weighted(habit.weights)] ?? "visit";
    const product = withProduct.has(kind) ? (account.products[0] ?? "") : "";
    const day = workday(span, random);
    events.push({ day, second: workingHour(random), user: random.pick(contacts), team: "", kind, product });
  }
}

function asCustomer(actors: Actors, span: Span, events: DemoEvent[]): void {
  const { account, random } = actors;
  invoice(actors, span, events);
  const silent = account.silentFrom !== null && span.from >= account.silentFrom;
  if (!random.chance(part(customerEngaged[account.temper], span)) || silent) return;
  const present = actors.stays.filter((s) => s.from < span.to && (s.to ?? Infinity) > span.from);
  if (present.length === 0) return;
  const mean = customerMean[account.temper] * planSize[account.plan];
  for (let left = howMany(mean, span, random); left > 0; left--) {
    const day = workday(span, random);
    const stay = random.pick(present);
    const there = stay.from <= day && day < (stay.to ?? Infinity);
    // Some records do not name the team; whoever has left it still signs in now and then.
    if (!there && !random.chance(60)) continue;
    const team = there && !random.chance(120) ? stay.team : "";
    const kind = customerKinds[random.weighted(customerWeights)] ?? "login";
    const product = withProduct.has(kind) ? favourite(account.products, random) : "";
    events.push({ day, second: workingHour(random), user: stay.user, team, kind, product });
  }
}

/** Small plans pay by the month, large ones by the quarter; an invoice says nothing about being used. */
function invoice({ account, random }: Actors, span: Span, events: DemoEvent[]): void {
  const day = span.month.first + 1;
  if (span.from > day || span.to <= day || (account.plan === "Enterprise" && span.index % 3 !== 0)) return;
  events.push({ day, second: 32_400 + random.below(3_600), user: "", team: "", kind: "invoice", product: "" });
}

function favourite(products: readonly string[], random: Random): string {
  return (random.chance(550) ? products[0] : products[random.below(products.length)]) ?? "";
}

/** A chance of the whole month, for the days of it that there are. */
function part(permille: number, { from, to, month }: Span): number {
  return Math.floor((permille * Math.min(to - from + 2, month.length)) / month.length);
}

function howMany(meanTenths: number, { from, to, month }: Span, random: Random): number {
  const mean = Math.floor((meanTenths * month.volume * (to - from)) / (10_000 * month.length));
  return 1 + (mean < 1 ? 0 : random.below(mean) + random.below(mean));
}

function workday({ from, to }: Span, random: Random): number {
  let day = from + random.below(to - from);
  for (let tries = 0; tries < 5 && !random.chance(weekdayKept[weekday(day)] ?? 0); tries++)
    day = from + random.below(to - from);
  return day;
}

/** Between eight and seven, mostly around the middle of the day. */
function workingHour(random: Random): number {
  return 28_800 + random.below(19_800) + random.below(19_800);
}
