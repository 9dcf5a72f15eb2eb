import { company } from "../demo/company.ts";
import type { AccountStory } from "../demo/company.ts";
import type { DemoAccount } from "../demo/account.ts";
import type { DemoStage } from "../demo/journey.ts";
import { demoStages } from "../demo/journey.ts";
import type { DemoSettings } from "../demo/options.ts";
import type { Region } from "../demo/places.ts";
import { randomStream } from "../demo/random.ts";
import type { Random } from "../demo/random.ts";
import { timeline } from "../demo/timeline.ts";
import type { Timeline } from "../demo/timeline.ts";
import { civilOf } from "../time/day.ts";
import type { Day } from "../time/day.ts";

/** One account of the company that every stand-in tells about, in no vendor's words. */
export interface BusinessAccount {
  /** From 1. */
  readonly number: number;
  /** E.g. `A-000123`. */
  readonly key: string;
  readonly name: string;
  readonly region: Region;
  readonly plan: DemoAccount["plan"];
  /** The team that looks after it. */
  readonly owner: string;
  /** When it became a prospect. */
  readonly created: Day;
  /** When it reached each further stage, none before the one before; null: it never did. */
  readonly journey: { readonly lead: Day | null; readonly opportunity: Day | null; readonly customer: Day | null };
  /** Oldest first. */
  readonly work: readonly BusinessWork[];
  /** Oldest first. */
  readonly invoices: readonly BusinessInvoice[];
}

/** Something done with or for an account on one day: what counts as being active. */
export interface BusinessWork {
  readonly day: Day;
  /** The account's person it was done with, e.g. `u-000017`. */
  readonly member: string;
  /** Empty: not said. */
  readonly team: string;
  /** Empty: not with a product. */
  readonly product: string;
  readonly minutes: number;
}

/** A bill to an account, and its payment. Both lie in months in which the account has work. */
export interface BusinessInvoice {
  /** From 1, in the order of the accounts. */
  readonly number: number;
  readonly day: Day;
  /** Whole euros. */
  readonly amount: number;
  /** Null: not paid. */
  readonly paid: Day | null;
  /** Taken back: then it was never paid. */
  readonly void: boolean;
}

/** The zone of every stand-in, so that a day is the same day everywhere. */
export const businessZone = "Europe/Berlin";

const monthlyFee: Readonly<Record<DemoAccount["plan"], number>> = { Starter: 400, Growth: 1500, Enterprise: 18_000 };
/** Streams of random choices that the accounts of the demo do not use. */
const ownStream = 1_000_000;

/**
 * The generated company as systems for projects and accounting would hold it:
 * the same accounts, activity and stages as the demo's files, account by
 * account. What was known before the first month was entered on its first day.
 * A stage that an account left or entered again is told only once: the first
 * time. Each step to opportunity or customer happens in a month with work.
 *
 * @example
 * ```ts
 * for (const { key, journey } of business(demoSettings({}))) console.log(key, journey.customer);
 * ```
 */
export function* business(settings: DemoSettings): Generator<BusinessAccount, void, undefined> {
  const time = timeline(settings);
  let number = 0;
  let invoiced = 0;
  for (const story of company(settings)) {
    number++;
    const random = randomStream(settings.seed, ownStream + number);
    const journey = journeyOf(story, time);
    const work = workOf(story, journey, random);
    const invoices = invoicesOf(story, { work, random, time, before: invoiced });
    invoiced += invoices.length;
    const { id: key, name, region, plan, owner } = story.account;
    const created = Math.max(story.account.created, time.first);
    yield { number, key, name, region, plan, owner, created, journey, work, invoices };
  }
}

function journeyOf({ steps }: AccountStory, time: Timeline): BusinessAccount["journey"] {
  const reached: Partial<Record<DemoStage, Day>> = {};
  let furthest = 0;
  for (const { day, stage } of steps) {
    const place = stage === null ? 0 : demoStages.indexOf(stage);
    if (stage === null || place <= furthest) continue;
    furthest = place;
    reached[stage] = Math.max(day, time.first);
  }
  return {
    lead: reached.lead ?? null,
    opportunity: reached.opportunity ?? null,
    customer: reached.customer ?? null,
  };
}

function workOf({ account, events }: AccountStory, journey: BusinessAccount["journey"], random: Random) {
  const work: BusinessWork[] = [];
  for (const { day, user, team, product, kind } of events) {
    if (kind === "invoice") continue;
    work.push({ day, member: user, team, product, minutes: 15 * (1 + random.below(32)) });
  }
  const months = new Set(work.map((w) => monthOf(w.day)));
  const member = work[0]?.member ?? `u-of-${account.id}`;
  for (const day of [journey.opportunity, journey.customer]) {
    if (day === null || months.has(monthOf(day))) continue;
    months.add(monthOf(day));
    work.push({ day, member, team: "", product: "", minutes: 60 });
  }
  return work.sort((a, b) => a.day - b.day);
}

interface Billing {
  readonly work: readonly BusinessWork[];
  readonly random: Random;
  readonly time: Timeline;
  /** Invoices of the accounts before. */
  readonly before: number;
}

function invoicesOf({ account, events }: AccountStory, { work, random, time, before }: Billing): BusinessInvoice[] {
  const months = new Set(work.map((w) => monthOf(w.day)));
  const invoices: BusinessInvoice[] = [];
  for (const { day, kind } of events) {
    if (kind !== "invoice" || !months.has(monthOf(day))) continue;
    const taken = random.chance(20);
    const delay = 1 + random.below(40);
    const later = random.chance(930) ? day + delay : null;
    // Two of a month's days are gone when invoices are sent, and 26 are left in every month.
    const paid = later === null || months.has(monthOf(later)) ? later : day + 1 + (delay % 25);
    invoices.push({
      number: before + invoices.length + 1,
      day,
      amount: monthlyFee[account.plan] + 10 * random.below(20),
      paid: taken || paid === null || paid > time.last ? null : paid,
      void: taken,
    });
  }
  return invoices;
}

function monthOf(day: Day): number {
  const { year, month } = civilOf(day);
  return year * 12 + month;
}
