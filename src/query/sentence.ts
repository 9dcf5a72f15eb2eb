import type { Definition, StageAt } from "../model/definition.ts";
import type { Operand, Predicate } from "../model/predicate.ts";
import { printPredicate } from "../model/print-predicate.ts";
import { counted } from "../text/counted.ts";
import { plural } from "../text/plural.ts";

/** What a definition counts, in one sentence, for people; programs do not parse it. */
export function sentenceOf(definition: Definition): string {
  const parts = [
    `${subject(definition)} ${activity(definition)}`,
    stage(definition),
    denominator(definition),
    over(definition),
    exclude(definition),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function subject({ unit, cluster, stages, by }: Definition): string {
  const split = by.length > 0 ? ` split by ${by.join(", ")}` : "";
  switch (unit) {
    case "combination":
      return `combinations of ${by.join(", ")} that hold an active ${cluster}`;
    case "stage":
      return "stages that hold at least one cluster";
    case "member":
      return `users${stages ? " of each stage" : ""}${split}`;
    case "component":
      return "groups of at least 2 members joined by interactions";
    default:
      return `${plural(cluster)}${stages ? " of each stage" : ""}${split}`;
  }
}

function activity({ threshold, period, timezone, unit, attribution, activity: chosen }: Definition): string {
  const window =
    period.kind === "trailing"
      ? `the trailing ${period.days === 1 ? "day" : `${period.days} days`}`
      : `the ${calendarName(period)}`;
  if (unit === "stage") return `in ${window} (${timezone})`;
  const { events, days, members } = threshold;
  const which = chosen === null ? "" : qualifying(chosen);
  const some = events > 1 || (days <= 1 && members === null);
  const acting = some || days > 1 || which === "" ? "acting" : `acting by activity${which}`;
  const conditions = [
    ...(some ? [`at least ${counted(events, "activity")}${which}`] : []),
    ...(days > 1 ? [`activity${some ? "" : which} on at least ${days} days`] : []),
    ...(members === null
      ? []
      : [
          members.kind === "count"
            ? `at least ${counted(members.count, "member")} ${acting}`
            : `at least ${percent(members)} of its members ${acting}`,
        ]),
  ];
  const split =
    attribution === "all" ? "" : attribution === "primary" ? " (primary cluster only)" : " (shared activities split)";
  return `with ${conditions.join(" and ")}${split} in ${window} (${timezone})`;
}

/** Which activities count: kinds by name, as people list them, or the condition as written. */
function qualifying(predicate: Predicate): string {
  const listed = kindsOf(predicate);
  if (listed === null) return ` where ${printPredicate(predicate)}`;
  const { kinds, negated } = listed;
  const last = kinds.at(-1) ?? "";
  const named = kinds.length === 1 ? last : `${kinds.slice(0, -1).join(", ")} or ${last}`;
  return negated ? ` of any kind but ${named}` : ` of kind ${named}`;
}

interface ListedKinds {
  readonly kinds: readonly string[];
  /** Whether all others are meant. */
  readonly negated: boolean;
}

/** The kinds that a condition lists and nothing else; null when it says more. */
function kindsOf(predicate: Predicate): ListedKinds | null {
  const listed = listOf(predicate);
  if (listed === null || listed.of.kind !== "column" || listed.of.name !== "kind") return null;
  const kinds = listed.list.flatMap((item) =>
    item.kind === "literal" && typeof item.value === "string" ? [item.value] : [],
  );
  return kinds.length === listed.list.length ? { kinds, negated: listed.negated } : null;
}

function listOf(
  predicate: Predicate,
): { readonly of: Operand; readonly list: readonly Operand[]; readonly negated: boolean } | null {
  if (predicate.op === "in") return { of: predicate.value, list: predicate.list, negated: predicate.negated };
  if (predicate.op !== "compare" || (predicate.how !== "=" && predicate.how !== "<>")) return null;
  return { of: predicate.left, list: [predicate.right], negated: predicate.how === "<>" };
}

function calendarName(
  period: Extract<Definition["period"], { readonly kind: string; readonly calendar: string }>,
): string {
  if (period.kind === "day") return "calendar day";
  if (period.kind === "week") return `calendar week from ${period.weekStart === "sunday" ? "Sunday" : "Monday"}`;
  if (period.calendar === "4-4-5") return `4-4-5 ${period.kind}`;
  return `${period.kind !== "month" && period.fiscalStart > 1 ? "fiscal" : "calendar"} ${period.kind}`;
}

const heldAt: Readonly<Record<StageAt, string>> = {
  end: "stage held at the period's end",
  start: "stage held at the period's first instant",
  any: "stage held at any instant of the period",
  activity: "stage held when the activity happened",
  "time-weighted": "weighted by the share of days the stage was held",
};

function stage({ stages, stageAt }: Definition): string {
  return stages ? heldAt[stageAt] : "";
}

function denominator({ denominator: kind }: Definition): string {
  if (kind === "all") return "out of all that exist";
  return "";
}

function over({ over: kind, period }: Definition): string {
  const kinds = period.kind === "trailing" ? "windows" : `${period.kind}s`;
  return {
    none: "",
    mean: `mean over the ${kinds}`,
    last: `the last of the ${kinds}`,
    distinct: `distinct over the ${kinds}`,
  }[kind];
}

function exclude({ exclude: left }: Definition): string {
  return left.length === 0 ? "" : `without those where ${left.map(printPredicate).join(" or where ")}`;
}

function percent({ numerator, denominator }: { readonly numerator: number; readonly denominator: number }): string {
  return `${(numerator * 100) / denominator} %`;
}
