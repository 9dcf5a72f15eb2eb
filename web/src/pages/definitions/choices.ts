import type { DefinitionAbout } from "../../api/schema.ts";
import { daysText, zoneName } from "../../words/dates.ts";
import { countOf } from "../../words/numbers.ts";

/** What a definition chooses. */
export type Choices = NonNullable<DefinitionAbout["choices"]>;

/** A choice of a definition: its key in smac.yml, its value, and what that means. */
export interface ChoiceLine {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly means: string;
}

const stageAt: Readonly<Record<string, string>> = {
  end: "A cluster counts in the stage that it holds when the period ends, or now while it has not.",
  start: "A cluster counts in the stage that it held when the period began.",
  any: "A cluster counts in every stage that it held during the period.",
  activity: "A cluster counts in the stage that it held when it was active.",
  "time-weighted": "A cluster counts in each stage for the share of the period that it held it.",
};
const denominators: Readonly<Record<string, string>> = {
  stage: "Rates are of the clusters in the stage.",
  all: "Rates are of all clusters that exist.",
  none: "There are counts, and no rates.",
};
const attributions: Readonly<Record<string, string>> = {
  all: "What a member does counts for every cluster that the member belongs to.",
  primary: "What a member does counts for one cluster: the first that the member belongs to.",
  split: "What a member does is shared out among the clusters that the member belongs to.",
};
const overs: Readonly<Record<string, string>> = {
  none: "Each period stands for itself.",
  mean: "The number is the mean of the periods.",
  last: "The number is that of the last period.",
  distinct: "The number counts whoever was active in any of the periods, once.",
};

/** Every choice of a definition, in the order in which it is read. */
export function choiceLines(choices: Choices): readonly ChoiceLine[] {
  const line = (key: string, label: string, value: string, means: string): ChoiceLine => ({ key, label, value, means });
  return [
    line("cluster", "Who", choices.cluster, `One line for each ${choices.cluster}.`),
    line("counts", "Counted", choices.counts, countsMeaning(choices)),
    line(
      "activity",
      "Qualifying activity",
      choices.activity ?? "any",
      choices.activity === null ? "Every activity counts." : "Only activities that meet this condition count.",
    ),
    line("threshold", "At least", thresholdText(choices), "So much is needed in a period to be active."),
    line("period", "Period", periodText(choices.period), periodMeaning(choices.period)),
    line("timezone", "Zone", zoneName(choices.timezone), `Days begin and end at midnight in ${choices.timezone}.`),
    line(
      "stages",
      "By stage",
      choices.stages ? "yes" : "no",
      choices.stages ? "Each stage has its own number." : "Stages do not matter.",
    ),
    ...(choices.stages ? [line("stage.at", "Stage held", choices.stage_at, stageAt[choices.stage_at] ?? "")] : []),
    line("denominator", "Rate of", choices.denominator, denominators[choices.denominator] ?? ""),
    line("attribution", "Attribution", choices.attribution, attributions[choices.attribution] ?? ""),
    line(
      "products",
      "By product",
      choices.products ? "yes" : "no",
      choices.products ? "Each product has its own number, too." : "Products are not told apart.",
    ),
    line("by", "Split by", choices.by.join(", ") || "nothing", "Attributes that have a number for each value."),
    line("over", "Over periods", choices.over, overs[choices.over] ?? ""),
    line("exclude", "Left out", choices.exclude.join(", ") || "nobody", "Clusters and members that never count."),
  ];
}

/** “1 activity”, “2 activities on 2 days”. */
export function thresholdText({ events, days, members }: Choices): string {
  const activities = countOf(events, "activity", "activities");
  const on = days > 1 ? ` on ${daysText(days)}` : "";
  return `${activities}${on}${members === null ? "" : ` by ${members} members`}`;
}

/** “calendar month”, “30 days to each day”. */
export function periodText(kind: string): string {
  const trailing = /^trailing:(\d+)d$/.exec(kind)?.[1];
  return trailing === undefined ? `calendar ${kind}` : `trailing ${trailing} days`;
}

/** What a definition says, in a few words: “stage-rate counts customers with at least 1 activity in the calendar month”. */
export function headlineOf({ name, choices }: DefinitionAbout): string {
  if (choices === null) return `“${name}” cannot be counted here`;
  const what =
    choices.counts === "cluster" ? `${choices.cluster}s` : choices.counts === "member" ? "members" : choices.counts;
  return `“${name}” counts ${what} with at least ${thresholdText(choices)} in the ${periodText(choices.period)}`;
}

/** Whether two definitions count the same clusters one by one, so that they can be laid over one another. */
export function comparable(a: DefinitionAbout, b: DefinitionAbout): boolean {
  if (a.choices === null || b.choices === null || a.name === b.name) return false;
  return (
    a.choices.counts === b.choices.counts &&
    ["cluster", "member"].includes(a.choices.counts) &&
    a.choices.cluster === b.choices.cluster
  );
}

function countsMeaning({ counts, cluster }: Choices): string {
  if (counts === "cluster") return `Each ${cluster} counts once in a period, however much it did.`;
  if (counts === "member") return `Each member counts once in a period, whatever the ${cluster}.`;
  return "What is counted instead of clusters one by one.";
}

function periodMeaning(kind: string): string {
  return kind.startsWith("trailing:")
    ? "Every day looks back as many days: the window moves."
    : "The period begins anew each time: what was before does not count.";
}
