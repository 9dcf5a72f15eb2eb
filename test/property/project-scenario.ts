import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "./arbitraries.ts";
import { historyFiles, questionFlags } from "./arbitraries-files.ts";
import type { History } from "./history.ts";

const columnFlags = new Set([
  "--at",
  "--cluster",
  "--member",
  "--product",
  "--kind",
  "--id",
  "--learned",
  "--stage",
  "--stages",
  "--memberships",
  "--attributes",
  "--with",
  "--stage-order",
]);

/**
 * Whether smac.yml can say the same as the flags: presets of clusters over a
 * history of stages, everything known at once, no split by attributes.
 */
export function fitsProject({ told, question, where }: Scenario): boolean {
  const preset = ["stage-rate", "customers", "active-share", "customer-share", "monthly-mean"].includes(
    question.definition,
  );
  const plain = question.by.length === 0 && !question.products && where === null && !told.hasStageColumn;
  const known = [told.activities, told.memberships ?? [], told.stages ?? []].every((rows) =>
    rows.every((row) => row.learned === null || row.learned === undefined),
  );
  return preset && plain && known && question.asOf === question.now && told.activities.length > 0;
}

/** The question's flags without those that describe files. */
export function projectFlags({ told, question }: Scenario): string[] {
  const flags = questionFlags(told, question);
  return flags.filter((_, index) => !columnFlags.has(flags[index % 2 === 0 ? index : index - 1]!));
}

/** Writes a smac.yml that says of the scenario's files what the flags say. */
export function writeProject(cwd: string, { told, question }: Scenario): void {
  const hasIds = told.activities.some((a) => a.id !== undefined && a.id !== null);
  const lines = [
    `timezone: ${question.timezone}`,
    "sources:",
    `  acts: { type: files, files: activities.csv${hasIds ? ", id: id" : ""} }`,
    ...(told.stages === null ? [] : ["  journey: { type: files, files: stages.csv }"]),
    ...(told.memberships === null ? [] : ["  belong: { type: files, files: memberships.csv }"]),
    "activities:",
    `  act: { from: acts, at: at${told.hasMembers ? ", member: member" : ""}${told.hasClusters ? ", clusters: { customer: account }" : ""} }`,
    ...(told.memberships === null
      ? []
      : [
          "memberships:",
          `  customer: { from: belong, member: member, cluster: cluster, valid_from: valid_from, valid_to: valid_to${told.memberships.some((m) => m.primary) ? ", primary: primary" : ""} }`,
        ]),
    ...(told.stages === null
      ? []
      : [
          "stages:",
          "  cluster: customer",
          ...(question.stageOrder === null ? [] : [`  order: ${JSON.stringify(question.stageOrder)}`]),
          "  history: { from: journey, cluster: cluster, stage: stage, at: from }",
        ]),
  ];
  writeFileSync(join(cwd, "smac.yml"), `${lines.join("\n")}\n`);
}

/** The files as they stood when only a part of the activities was there yet. */
export function partOf(scenario: Scenario, rows: number): Record<string, string> {
  return historyFiles({ ...scenario.told, activities: scenario.told.activities.slice(0, rows) }, scenario.told);
}

/** The cluster keys that occur. */
export function clusterKeys(history: History): string[] {
  const keys = [...history.activities, ...(history.memberships ?? []), ...(history.stages ?? [])].map(
    (row) => row.cluster,
  );
  return [...new Set(keys.filter((key) => key !== null))].sort();
}

/** The history as if `from` had always been called `into`. */
export function merged(history: History, from: string, into: string): History {
  const renamed = <T extends { readonly cluster: string | null }>(rows: readonly T[]): T[] =>
    rows.map((row) => (row.cluster === from ? { ...row, cluster: into } : row));
  return {
    ...history,
    activities: renamed(history.activities),
    memberships: history.memberships === null ? null : renamed(history.memberships),
    stages: history.stages === null ? null : renamed(history.stages),
  };
}
