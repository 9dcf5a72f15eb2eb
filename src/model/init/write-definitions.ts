import { plural } from "../../text/plural.ts";
import { exportActivities, exportKinds } from "./exports/write-export.ts";
import { clustersOf } from "./kinds.ts";
import type { KindOf } from "./kinds.ts";
import { those } from "./recognised-table.ts";
import type { RecognisedTable } from "./recognised-table.ts";
import { proposedActivities } from "./write-activities.ts";
import { stageKind } from "./write-stages.ts";
import { comment, list, mapping } from "./yaml-text.ts";

/** The section with the three definitions to begin with, as far as the tables allow. */
export function writeDefinitions(tables: readonly RecognisedTable[], kindOf: KindOf): string[] {
  const activities = proposedActivities(tables, kindOf);
  if (activities.length === 0)
    return ["# The numbers, once there are activities:", "# definitions:", "#   customers: { preset: customers }"];
  const used = activities.filter((activity) => activity.isUse);
  const isAll = used.length === 0 || used.length === activities.length;
  const only = isAll ? null : list(used.map((activity) => activity.name));
  const kinds = kindsOf(tables, kindOf);
  const main = kinds.find((kind) => kind === "customer") ?? kinds[0] ?? "customer";
  const hasProducts =
    tables.some(({ meaning }) => "product" in meaning && meaning.product !== null) ||
    those(tables, "export").some(({ source, meaning }) =>
      exportActivities(source, meaning.export).some((activity) => activity.hasProduct),
    );
  return [
    "# The numbers. smac report --definition NAME prints one; threshold, period and the rest can be changed here or by flags.",
    "definitions:",
    ...(used.length === 0 ? [allCount(activities.map((activity) => activity.name))] : []),
    ...stageRate(stageKind(tables, kindOf), those(tables, "export").length > 0 ? only : null),
    "  # How many were active, whatever their stage.",
    `  customers: ${mapping({ preset: "customers", cluster: main, activity: only })}`,
    ...clusters({ group: kinds.find((kind) => kind !== main && kind !== "customer"), main, only, hasProducts }),
    "  # Stricter: active on at least two days, in any 28 days.",
    `  # regulars: ${mapping({ preset: "customers", cluster: main, threshold: "{ days: 2 }", period: "trailing:28d" })}`,
  ];
}

function allCount(names: readonly string[]): string {
  return `  # No file says when customers themselves did something, so all that is there counts: ${comment(names.join(", "))}. To count some of it alone, add  activity: [NAME]`;
}

function stageRate(kind: string | null, only: string | null): string[] {
  if (kind === null)
    return [
      "  # Of each stage's clusters, the share that was active: needs stages.",
      "  # stage-rate: { preset: stage-rate }",
    ];
  return [
    "  # Of each stage's clusters, the share that was active.",
    `  stage-rate: ${mapping({ preset: "stage-rate", cluster: kind, activity: only })}`,
  ];
}

function clusters(about: {
  readonly group: string | undefined;
  readonly main: string;
  readonly only: string | null;
  readonly hasProducts: boolean;
}): string[] {
  const { group, main, only, hasProducts } = about;
  const entry = mapping({
    preset: "clusters",
    cluster: group ?? main,
    activity: only,
    products: hasProducts ? "true" : null,
  });
  if (group === undefined)
    return [
      "  # Groups of users, e.g. teams or departments, once something says who belongs to which.",
      `  # clusters: ${entry}`,
    ];
  return [
    `  # How many ${plural(group)} were active${hasProducts ? ", for each product" : ""}.`,
    `  clusters: ${entry}`,
  ];
}

/** The kinds that loading the file will know, customers first. */
function kindsOf(tables: readonly RecognisedTable[], kindOf: KindOf): string[] {
  const mapped = tables.filter(({ meaning }) => meaning.as !== "stages" && meaning.as !== "attributes");
  const ofExports = those(tables, "export").flatMap(({ meaning }) => exportKinds(meaning.export));
  return [...new Set([...mapped.flatMap(({ meaning }) => clustersOf(meaning).map(kindOf)), ...ofExports])];
}
