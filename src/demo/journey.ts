import type { DemoAccount } from "./account.ts";
import type { Random } from "./random.ts";
import type { Timeline } from "./timeline.ts";

/** The stages of the generated company, in order. */
export const demoStages = ["prospect", "lead", "opportunity", "customer"] as const;
/** A stage of the generated company. */
export type DemoStage = (typeof demoStages)[number];

/** From this day on the account is in this stage; null: it left (lost or churned). */
export interface StageStep {
  readonly day: number;
  readonly stage: DemoStage | null;
}

/** In thousandths: how many go on to the next stage, and how many of the lost come back. */
const goesOn: Readonly<Record<Exclude<DemoStage, "customer">, number>> = { prospect: 830, lead: 790, opportunity: 740 };
const stays: Readonly<Record<Exclude<DemoStage, "customer">, readonly [number, number]>> = {
  prospect: [30, 160],
  lead: [35, 190],
  opportunity: [25, 110],
};
const comesBack = 220;
/** Of a thousand customers, how many leave in thirty days. */
const churn: Readonly<Record<DemoAccount["temper"], number>> = { power: 3, regular: 8, light: 20, sleepy: 45 };

/** The account's stages until the last day, oldest first; no two on one day. */
export function journey(account: DemoAccount, random: Random, time: Timeline): StageStep[] {
  const steps: StageStep[] = [];
  let next: StageStep | null = { day: account.created, stage: "prospect" };
  while (next !== null && next.day <= time.last) {
    steps.push(next);
    next = nextStep(next, { account, random, time });
  }
  return steps;
}

interface Dice {
  readonly account: DemoAccount;
  readonly random: Random;
  readonly time: Timeline;
}

function nextStep(step: StageStep, dice: Dice): StageStep | null {
  const { random, time } = dice;
  if (step.stage === null) return comeBack(step.day, random);
  if (step.stage === "customer") return { day: lastCustomerDay(step.day, dice), stage: null };
  const [least, spread] = stays[step.stage];
  const day = step.day + least + random.below(spread);
  const caught = step.stage === "lead" ? campaignDay({ from: step.day, to: day }, random, time) : null;
  if (caught !== null) return { day: caught, stage: "opportunity" };
  if (!random.chance(goesOn[step.stage])) return { day, stage: null };
  return { day, stage: demoStages[demoStages.indexOf(step.stage) + 1] ?? null };
}

function comeBack(left: number, random: Random): StageStep | null {
  if (!random.chance(comesBack)) return null;
  return { day: left + 45 + random.below(220), stage: random.chance(500) ? "customer" : "lead" };
}

function lastCustomerDay(from: number, { account, random, time }: Dice): number {
  let day = from;
  do {
    day += 30;
  } while (day <= time.last && !random.chance(churn[account.temper]));
  return day + random.below(30);
}

/** The campaign takes six of ten that are leads when it starts. */
function campaignDay(lead: { from: number; to: number }, random: Random, time: Timeline): number | null {
  const { first, days } = time.campaign;
  if (lead.from >= first || lead.to <= first || !random.chance(600)) return null;
  return first + random.below(days);
}
