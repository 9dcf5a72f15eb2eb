import { beforeAll, describe, expect, test } from "vitest";
import { company } from "./company.ts";
import type { AccountStory } from "./company.ts";
import { demoStages } from "./journey.ts";
import type { StageStep } from "./journey.ts";
import { dateText, demoSettings } from "./options.ts";
import { timeline } from "./timeline.ts";

const settings = demoSettings({});
const time = timeline(settings);
const complete = time.months.filter((m) => m.next - m.first === m.length);
let stories: readonly AccountStory[] = [];

beforeAll(() => {
  stories = [...company(settings)];
});

const stageOn = (steps: readonly StageStep[], day: number) => steps.findLast((s) => s.day <= day)?.stage ?? null;

/** Active and all of a stage's accounts at a month's end, invoices aside, by sets and loops. */
function customersIn(month: { first: number; next: number }, keep: (s: AccountStory) => boolean = () => true) {
  const population = new Set<string>();
  const active = new Set<string>();
  for (const story of stories) {
    if (stageOn(story.steps, month.next - 1) !== "customer" || !keep(story)) continue;
    population.add(story.account.id);
    for (const e of story.events) {
      if (e.day >= month.first && e.day < month.next && e.kind !== "invoice") active.add(story.account.id);
    }
  }
  return { active: active.size, population: population.size, rate: active.size / population.size };
}

const declining = ({ account }: AccountStory) =>
  account.region === "EMEA" && account.plan === "Starter" && account.products.includes("Timesheets");

describe("what there is to discover", () => {
  test("the customers' rate holds for a year and falls in each of the last four complete months", () => {
    const rates = complete.map((month) => customersIn(month).rate);
    expect(complete.slice(-4).map((m) => dateText(m.first))).toEqual([
      "2026-07-01",
      "2026-08-01",
      "2026-09-01",
      "2026-10-01",
    ]);
    for (const rate of rates.slice(-10, -4)) expect(rate).toBeGreaterThan(0.9);
    const [last = 1, before = 1] = [rates.at(-1), rates.at(-5)];
    expect(last).toBeLessThan(0.8);
    expect(before - last).toBeGreaterThan(0.12);
  });

  test("it is one segment: EMEA, Starter, with Timesheets; everybody else is as before", () => {
    const october = complete.at(-1)!;
    const june = complete.at(-5)!;
    expect(customersIn(june, declining).rate).toBeGreaterThan(0.8);
    expect(customersIn(october, declining).rate).toBeLessThan(0.25);
    expect(customersIn(october, (s) => !declining(s)).rate).toBeGreaterThan(0.88);
  });

  test("the number of logins hides it: October is above June", () => {
    const logins = (month: { first: number; next: number }) =>
      stories.flatMap((s) => s.events).filter((e) => e.kind === "login" && e.day >= month.first && e.day < month.next)
        .length;
    expect(logins(complete.at(-1)!)).toBeGreaterThan(logins(complete.at(-5)!));
  });

  test("the silent are still customers, and still get invoices", () => {
    const silent = stories.filter((s) => s.account.silentFrom !== null && stageOn(s.steps, time.last) === "customer");
    const invoiced = silent.filter((s) =>
      s.events.some((e) => e.kind === "invoice" && e.day >= complete.at(-1)!.first),
    );
    expect(silent.length).toBeGreaterThan(20);
    expect(invoiced.length).toBeGreaterThan(silent.length - 4);
  });

  test("a campaign in the last complete month turns many leads into opportunities", () => {
    const moves = complete.map((month) => {
      let count = 0;
      for (const { steps } of stories) {
        for (const [i, s] of steps.entries()) {
          const inMonth = s.day >= month.first && s.day < month.next;
          if (inMonth && s.stage === "opportunity" && steps[i - 1]?.stage === "lead") count++;
        }
      }
      return count;
    });
    expect(moves.at(-1)).toBeGreaterThan(2 * Math.max(...moves.slice(0, -1)));
  });
});

describe("what always holds", () => {
  test("stages are in order: each step comes later, goes one stage forward, leaves, or comes back", () => {
    for (const { steps } of stories) {
      expect(steps[0]?.stage).toBe("prospect");
      for (let i = 1; i < steps.length; i++) {
        const [a, b] = [steps[i - 1]!, steps[i]!];
        expect(b.day).toBeGreaterThan(a.day);
        if (a.stage === null) expect(["lead", "customer"]).toContain(b.stage);
        else if (b.stage !== null) expect(demoStages.indexOf(b.stage)).toBe(demoStages.indexOf(a.stage) + 1);
      }
    }
  });

  test("some churn, some return, some stay prospects", () => {
    const ends = new Map<string | null, number>();
    for (const { steps } of stories) ends.set(steps.at(-1)!.stage, (ends.get(steps.at(-1)!.stage) ?? 0) + 1);
    for (const stage of [null, ...demoStages]) expect(ends.get(stage)).toBeGreaterThan(8);
    expect(
      stories.filter((s) => s.steps.some((step, i) => step.stage === null && i < s.steps.length - 1)).length,
    ).toBeGreaterThan(10);
  });

  test("nobody is in two teams at once, although people move between teams and companies", () => {
    const stays = new Map<string, { from: number; to: number; account: string; team: string }[]>();
    for (const story of company(demoSettings({ customers: 2000 }))) {
      for (const s of story.stays) {
        expect(s.to ?? Infinity).toBeGreaterThan(s.from);
        stays.set(s.user, [
          ...(stays.get(s.user) ?? []),
          { from: s.from, to: s.to ?? Infinity, account: story.account.id, team: s.team },
        ]);
      }
    }
    let [teams, companies] = [0, 0];
    for (const list of stays.values()) {
      list.sort((a, b) => a.from - b.from);
      for (let i = 1; i < list.length; i++) {
        expect(list[i]!.from).toBeGreaterThanOrEqual(list[i - 1]!.to);
        if (list[i]!.account !== list[i - 1]!.account) companies++;
        else if (list[i]!.team !== list[i - 1]!.team) teams++;
      }
    }
    expect(teams).toBeGreaterThan(50);
    expect(companies).toBeGreaterThan(50);
  });

  test("what happens fits the stage, lies within the data, and a named team is the person's team then", () => {
    const kinds: Record<string, readonly string[]> = {
      prospect: ["visit", "email", "webinar"],
      lead: ["visit", "email", "call", "demo"],
      opportunity: ["email", "call", "demo", "trial"],
      customer: ["login", "support", "email", "visit", "invoice"],
    };
    for (const { steps, stays, events } of stories) {
      for (const e of events) {
        expect(kinds[stageOn(steps, e.day) ?? "left"]).toContain(e.kind);
        expect(e.day >= time.first && e.day <= time.last).toBe(true);
        if (e.team === "") continue;
        expect(
          stays.some((s) => s.user === e.user && s.team === e.team && s.from <= e.day && e.day < (s.to ?? Infinity)),
        ).toBe(true);
      }
    }
  });

  test("weekends and Decembers are quiet", () => {
    const perWeekday = Array<number>(7).fill(0);
    const perMonth = new Map<string, number>();
    for (const e of stories.flatMap((s) => s.events)) {
      perWeekday[(e.day + 3) % 7]! += 1;
      const month = dateText(e.day).slice(0, 7);
      perMonth.set(month, (perMonth.get(month) ?? 0) + 1);
    }
    expect((perWeekday[6] ?? 0) * 8).toBeLessThan(perWeekday[1] ?? 0);
    expect(perMonth.get("2025-12")).toBeLessThan(perMonth.get("2025-11") ?? 0);
    expect(perMonth.get("2026-01")).toBeGreaterThan(perMonth.get("2025-12") ?? 0);
  });
});
