import { SmacError } from "../errors.ts";
import type { Attribution, Denominator, Over, StageAt } from "../model/definition.ts";
import type { Predicate } from "../model/predicate.ts";
import { type DefinitionRequest, resolveDefinition } from "../model/resolve-definition.ts";
import type { AttributeFilter, Question } from "../query/question.ts";
import type { PeriodRule } from "../time/calendar.ts";
import { parsePeriodRule } from "../time/parse-period-rule.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { parsePeriodName } from "../time/period-name.ts";
import { type Zone, openZone } from "../time/zone.ts";

/**
 * What may be asked, as text and numbers: the flags of the command line and the
 * options of the library are the same. What is left out falls to the definition,
 * then to the project, then to the defaults of the docs.
 */
export interface Ask {
  /** A preset or a definition of the project; default: `stage-rate` when there are stages, else `customers`. */
  readonly definition?: string | undefined;
  /** `day`, `week`, `month` (default), `quarter`, `year` or `trailing:30d`. */
  readonly period?: string | undefined;
  readonly weekStart?: "monday" | "sunday" | undefined;
  /** 1 to 12, default 1. */
  readonly fiscalStart?: number | undefined;
  readonly calendar?: "gregorian" | "4-4-5" | undefined;
  /** An IANA name; default: the project's, else UTC. */
  readonly timezone?: string | undefined;
  /** First and last period or day, both inclusive; default: where the activities begin and end. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly range?: "expand" | "clip" | undefined;
  readonly events?: number | undefined;
  readonly days?: number | undefined;
  /** `3`, or a share such as `20%`. */
  readonly members?: string | number | undefined;
  readonly stageAt?: StageAt | undefined;
  readonly denominator?: Denominator | undefined;
  readonly attribution?: Attribution | undefined;
  readonly products?: boolean | undefined;
  readonly by?: readonly string[] | undefined;
  readonly over?: Over | undefined;
  /** What was known at an instant; default: now. */
  readonly asOf?: string | undefined;
  /** What counts as now; default: the clock, or `asOf` when only that is given. */
  readonly now?: string | undefined;
  /** The instant that the files are complete through. */
  readonly through?: string | undefined;
  /** Only the clusters that every one of these keeps. */
  readonly filter?: readonly AttributeFilter[] | undefined;
}

/** What a project, or a definition of it, says where the question does not. */
export interface AskSetting {
  readonly timezone: string;
  readonly weekStart: "monday" | "sunday";
  readonly fiscalStart: number;
  readonly calendar: "gregorian" | "4-4-5";
  /** The named definition as the project writes it; its `preset` is the name itself for a preset. */
  readonly definition: DefinitionRequest & {
    readonly period?: string | undefined;
    readonly timezone?: string | undefined;
    readonly activity?: Predicate | null | undefined;
  };
  readonly hasStages: boolean;
  readonly hasProducts: boolean;
  readonly clock: Instant;
}

/**
 * The question that is asked, with every default filled in.
 *
 * @throws SmacError for whatever cannot be: an unknown zone, a bad period, a
 * range that ends before it begins, an instant that is none.
 */
export function questionOf(ask: Ask, setting: AskSetting): Question {
  const timezone = ask.timezone ?? setting.definition.timezone ?? setting.timezone;
  const zone = openZone(timezone);
  const period = periodRule(ask, setting);
  const asOf = instantOf(ask.asOf, zone, "--as-of");
  const now = instantOf(ask.now, zone, "--now") ?? asOf ?? setting.clock;
  const definition = resolveDefinition(merge(ask, setting.definition), {
    period,
    timezone: zone.name,
    hasStages: setting.hasStages,
    hasProducts: setting.hasProducts,
  });
  return {
    definition,
    from: ask.from === undefined ? null : parsePeriodName(ask.from, period),
    to: ask.to === undefined ? null : parsePeriodName(ask.to, period),
    range: ask.range ?? "expand",
    now,
    asOf: asOf ?? now,
    through: instantOf(ask.through, zone, "--through"),
    ...(ask.filter === undefined || ask.filter.length === 0 ? {} : { filter: ask.filter }),
  };
}

function periodRule(ask: Ask, setting: AskSetting): PeriodRule {
  const fiscalStart = ask.fiscalStart ?? setting.fiscalStart;
  if (!Number.isInteger(fiscalStart) || fiscalStart < 1 || fiscalStart > 12) {
    throw new SmacError("QUERY_BAD_FISCAL_START", `the fiscal year cannot begin with month ${fiscalStart}`, {
      hint: "give a month from 1 (January) to 12 (December)",
    });
  }
  const text = ask.period ?? setting.definition.period ?? "month";
  return parsePeriodRule(text, {
    weekStart: ask.weekStart ?? setting.weekStart,
    fiscalStart,
    calendar: ask.calendar ?? setting.calendar,
  });
}

function instantOf(text: string | undefined, zone: Zone, flag: string): Instant | null {
  if (text === undefined) return null;
  const instant = parseInstant(text, zone);
  if (instant === null) {
    throw new SmacError("USAGE_BAD_INSTANT", `${flag}: “${text}” is no instant`, {
      hint: "write for example 2026-03-31, 2026-03-31T18:00 or 2026-03-31T18:00:00Z",
    });
  }
  return instant;
}

/** Flags over the definition as written. */
function merge(ask: Ask, written: DefinitionRequest): DefinitionRequest {
  const said = Object.entries({
    events: ask.events,
    days: ask.days,
    members: ask.members,
    stageAt: ask.stageAt,
    denominator: ask.denominator,
    attribution: ask.attribution,
    products: ask.products,
    by: ask.by,
    over: ask.over,
  }).filter(([, value]) => value !== undefined);
  return { ...written, ...Object.fromEntries(said) };
}
