import { describe, expect, test } from "vitest";
import { company } from "../demo/company.ts";
import { demoSettings } from "../demo/options.ts";
import { timeline } from "../demo/timeline.ts";
import { formatDay } from "../time/day.ts";
import { businessFiles } from "./business-files.ts";
import { business } from "./business.ts";

const settings = demoSettings({ customers: 300 });
const accounts = [...business(settings)];
const stories = [...company(settings)];
const time = timeline(settings);
const month = (day: number) => formatDay(day).slice(0, 7);

describe("the company of the stand-ins", () => {
  test("has the demo's accounts, every activity but invoices, and nothing before the first month", () => {
    expect(accounts.map((a) => a.key)).toEqual(stories.map((s) => s.account.id));
    for (const [i, account] of accounts.entries()) {
      const events = stories[i]!.events.filter((e) => e.kind !== "invoice");
      const days = account.work.map((w) => w.day);
      for (const e of events) expect(account.work.some((w) => w.day === e.day && w.member === e.user)).toBe(true);
      expect(account.work.length - events.length).toBeLessThanOrEqual(2);
      expect(days).toEqual([...days].sort((a, b) => a - b));
      expect(Math.min(account.created, ...days)).toBeGreaterThanOrEqual(time.first);
    }
  });

  test("goes forward only: the first day of each stage of the demo, at the earliest the first day", () => {
    for (const [i, { created, journey }] of accounts.entries()) {
      const days = [created, journey.lead, journey.opportunity, journey.customer].filter((d) => d !== null);
      expect(days).toEqual([...days].sort((a, b) => a - b));
      const first = stories[i]!.steps.find((s) => s.stage === "customer")?.day ?? null;
      expect(journey.customer).toBe(first === null ? null : Math.max(first, time.first));
    }
    expect(accounts.filter((a) => a.journey.customer !== null).length).toBeGreaterThan(50);
    expect(accounts.filter((a) => a.journey.lead === null && a.journey.customer === null).length).toBeGreaterThan(5);
  });

  test("steps, invoices and payments lie in months with work, on or after becoming a customer", () => {
    let [paid, open, void_] = [0, 0, 0];
    const numbers: number[] = [];
    for (const { work, journey, invoices } of accounts) {
      const months = new Set(work.map((w) => month(w.day)));
      for (const day of [journey.opportunity, journey.customer]) if (day !== null) expect(months).toContain(month(day));
      for (const invoice of invoices) {
        numbers.push(invoice.number);
        expect(months).toContain(month(invoice.day));
        expect(invoice.day).toBeGreaterThanOrEqual(journey.customer!);
        if (invoice.void) void_++;
        else if (invoice.paid === null) open++;
        else paid++;
        if (invoice.paid === null) continue;
        expect(invoice.paid).toBeGreaterThan(invoice.day);
        expect(months).toContain(month(invoice.paid));
      }
    }
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    expect(paid).toBeGreaterThan(8 * open);
    expect(void_).toBeGreaterThan(3);
  });

  test("is the same company in the files", () => {
    const files = businessFiles(settings);
    const lines = (name: keyof typeof files) => files[name].trimEnd().split("\n").slice(1);
    expect(lines("accounts.csv")).toHaveLength(300);
    expect(lines("work.csv")).toHaveLength(accounts.reduce((sum, a) => sum + a.work.length, 0));
    expect(lines("stages.csv").filter((l) => l.includes(",customer,"))).toHaveLength(
      accounts.filter((a) => a.journey.customer !== null).length,
    );
  });
});
