import fc from "fast-check";
import type { Scenario } from "./arbitraries.ts";
import { historyFiles, questionFlags } from "./arbitraries-files.ts";
import type { History, OracleQuestion } from "./history.ts";

/** How a history's files come about. */
export interface ProjectDraw {
  readonly imports: number;
  /** Whether a source is one file that grows, or a new file for each import. */
  readonly grows: boolean;
  /** With which import each row comes, over and over. */
  readonly parts: readonly number[];
  /** Which activities come once more, if they have an id, and with which import. */
  readonly again: readonly (readonly [row: number, part: number])[];
}

/** Random ways to import. */
export const projectDraws: fc.Arbitrary<ProjectDraw> = fc.record({
  imports: fc.integer({ min: 1, max: 3 }),
  grows: fc.boolean(),
  parts: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 40 }),
  again: fc.array(fc.tuple(fc.nat({ max: 39 }), fc.nat({ max: 2 })), { maxLength: 5 }),
});

/**
 * Whether a smac.yml can say the same as the flags. It cannot where a column of
 * the activities says something about clusters that only memberships name, or in
 * rows that may be filtered or replaced by another version; nor name users'
 * stages where there are no clusters.
 */
export function fitsProject({ told, question, where }: Scenario): boolean {
  const { activities, statedNames = [], hasStageColumn, hasClusters, memberships } = told;
  if (question.definition === "stage-users" && !hasClusters && memberships === null) return false;
  if (statedNames.length === 0 && !hasStageColumn) return true;
  const versions = activities.some(({ id }) => (id ?? null) !== null);
  return memberships === null && !versions && !(hasStageColumn && where !== null);
}

/** What to write before each import: name → text, import by import. */
export function importedFiles({ told }: Scenario, draw: ProjectDraw): Record<string, string>[] {
  const tables = Object.entries(historyFiles(told)).map(([name, text]) => {
    const [header, ...rows] = text.trimEnd().split("\n") as [string, ...string[]];
    const placed = rows.map((row, i) => ({ row, part: draw.parts[i % draw.parts.length]! % draw.imports }));
    const again =
      name !== "activities.csv"
        ? []
        : draw.again.flatMap(([i, part]) =>
            (told.activities[i]?.id ?? null) === null ? [] : [{ row: rows[i]!, part: part % draw.imports }],
          );
    return { name, header, rows: [...placed, ...again] };
  });
  return Array.from({ length: draw.imports }, (_, now) =>
    Object.fromEntries(
      tables.map(({ name, header, rows }) => {
        const there = rows.filter(({ part }) => (draw.grows ? part <= now : part === now));
        const file = draw.grows ? name : name.replace(".csv", `-${now}.csv`);
        return [file, [header, ...there.map(({ row }) => row)].map((line) => `${line}\n`).join("")] as const;
      }),
    ),
  );
}

function sourcesOf(told: History): Record<string, unknown> {
  const files = Object.entries(historyFiles(told)).map(([name, text]) => {
    const columns = text.slice(0, text.indexOf("\n")).split(",");
    const source = name.replace(".csv", "");
    const id = source === "activities" && columns.includes("id") ? { id: "id" } : {};
    return [
      source,
      { files: `${source}*.csv`, ...id, ...(columns.includes("learned") ? { learned: "learned" } : {}) },
    ] as const;
  });
  return Object.fromEntries(files);
}

function mappingsOf({ told, question, where }: Scenario): Record<string, unknown> {
  const { memberships, stages, attributeNames = [], statedNames = [], hasStageColumn } = told;
  const counted = told.hasClusters ? "account" : "member";
  const condition = where === null ? {} : { where };
  const primary = memberships?.some((m) => m.primary) === true ? { primary: "primary" } : {};
  const order = question.stageOrder === null ? {} : { order: question.stageOrder };
  const attributes = [
    ...(told.attributes === null
      ? []
      : [{ from: "attributes", cluster: "cluster", at: "from", values: attributeNames }]),
    ...(statedNames.length === 0
      ? []
      : [{ from: "activities", cluster: counted, at: "at", values: statedNames, ...condition }]),
  ];
  const journey =
    stages !== null
      ? { history: { from: "stages", cluster: "cluster", stage: "stage", at: "from" } }
      : { attribute: { from: "activities", cluster: counted, stage: "stage" } };
  return {
    ...(memberships === null
      ? {}
      : {
          memberships: {
            customer: {
              from: "memberships",
              member: "member",
              cluster: "cluster",
              valid_from: "valid_from",
              valid_to: "valid_to",
              ...primary,
            },
          },
        }),
    ...(stages === null && !hasStageColumn ? {} : { stages: { ...order, ...journey } }),
    ...(attributes.length === 0 ? {} : { attributes: { customer: attributes } }),
    activities: {
      activity: {
        from: "activities",
        at: "at",
        kind: "kind",
        ...(told.hasMembers ? { member: "member" } : {}),
        ...(told.hasClusters ? { cluster: "account" } : {}),
        ...(told.hasProducts ? { product: "product" } : {}),
        ...(told.hasOthers === true ? { other: "other" } : {}),
        ...condition,
      },
    },
  };
}

function membersOf({ threshold: { members } }: OracleQuestion): Record<string, unknown> {
  if (members === null) return {};
  return { members: members.kind === "count" ? members.count : `${(members.numerator * 100) / members.denominator}%` };
}

function definitionOf({ question, told }: Scenario): Record<string, unknown> {
  const { definition, period, threshold, by, over, attribution, products, denominator, stageAt } = question;
  const hasStages = told.stages !== null || told.hasStageColumn;
  return {
    preset: definition,
    period: period.kind === "trailing" ? `trailing:${period.days}d` : period.kind,
    threshold: { events: threshold.events, days: threshold.days, ...membersOf(question) },
    attribution,
    products,
    over,
    ...(by.length === 0 ? {} : { by }),
    ...(definition === "interaction-groups" ? {} : { denominator, ...(hasStages ? { stage: { at: stageAt } } : {}) }),
  };
}

/** The smac.yml that says what the flags of the scenario's command say; JSON is YAML too. */
export function projectYaml(scenario: Scenario): string {
  const { told, question } = scenario;
  const { period } = question;
  const calendar =
    period.kind === "trailing"
      ? {}
      : { week_start: period.weekStart, fiscal_start: period.fiscalStart, calendar: period.calendar };
  return JSON.stringify(
    {
      timezone: question.timezone,
      ...calendar,
      sources: sourcesOf(told),
      ...mappingsOf(scenario),
      definitions: { asked: definitionOf(scenario) },
    },
    null,
    1,
  );
}

const MOMENT = ["--now", "--from", "--to", "--range", "--as-of", "--through"];

/** The report of the project that the scenario asks for. */
export function projectCommand({ told, question }: Scenario): string[] {
  const flags = questionFlags(told, question);
  const moment = flags.flatMap((flag, i) => (MOMENT.includes(flag) ? [flag, flags[i + 1]!] : []));
  const hasStages = told.stages !== null || told.hasStageColumn;
  const looked = hasStages || question.definition === "interaction-groups" ? [] : ["--stage-at", question.stageAt];
  return ["report", "--project", ".", "--definition", "asked", ...moment, ...looked, "--format", "json"];
}
