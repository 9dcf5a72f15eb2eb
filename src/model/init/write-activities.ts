import { exportActivities } from "./exports/write-export.ts";
import type { KindOf } from "./kinds.ts";
import { those } from "./recognised-table.ts";
import type { RecognisedTable } from "./recognised-table.ts";
import { column } from "./write-clusters.ts";
import { wonCondition } from "./write-stages.ts";
import { comment, list, mapping, scalar } from "./yaml-text.ts";

/** A proposed entry of `activities`. */
export interface ProposedActivity {
  readonly name: string;
  readonly note: string;
  readonly text: string;
  /** Whether it says that a customer used or bought something, rather than that a deal was opened. */
  readonly isUse: boolean;
}

/** The activities that the tables hold, in the order they are written. */
export function proposedActivities(tables: readonly RecognisedTable[], kindOf: KindOf): ProposedActivity[] {
  return [
    ...those(tables, "activities").map((table) => fromRows(table, kindOf)),
    ...fromExports(tables),
    ...fromPipelines(tables, kindOf),
  ];
}

/** The section that says what counts as being active. */
export function writeActivities(tables: readonly RecognisedTable[], kindOf: KindOf): string[] {
  const entries = proposedActivities(tables, kindOf);
  if (entries.length === 0)
    return [
      "# What counts as being active: rows with a time and a customer, a group or a user. No table was recognised as such.",
      "# activities:",
      "#   login: { from: events, at: occurred_at, member: user_id, clusters: { customer: account_id } }",
    ];
  return [
    "# What counts as being active. where: takes an SQL condition; product: { text: … } names one product for all rows.",
    "activities:",
    ...entries.flatMap((entry) => [`  # ${comment(entry.note)}`, `  ${entry.name}: ${entry.text}`]),
  ];
}

function fromRows(
  { source, meaning }: ReturnType<typeof those<"activities">>[number],
  kindOf: KindOf,
): ProposedActivity {
  const clusters = Object.fromEntries(
    meaning.clusters.map((cluster) => [kindOf(cluster), scalar(cluster.column.name)]),
  );
  const others = meaning.otherTimes.length === 0 ? "" : `; there are other times too: ${meaning.otherTimes.join(", ")}`;
  const who =
    meaning.clusters.length === 0
      ? "; no column names a cluster, so memberships say whose they are, or each member counts by itself"
      : "";
  return {
    name: source,
    note: `each row, at ${meaning.at}${others}${who}`,
    text: mapping({
      from: source,
      at: scalar(meaning.at),
      member: column(meaning.member),
      clusters: meaning.clusters.length === 0 ? null : mapping(clusters),
      kind: meaning.kind === null ? null : mapping({ column: scalar(meaning.kind) }),
      product: meaning.product === null ? null : mapping({ column: scalar(meaning.product) }),
      properties: meaning.properties.length === 0 ? null : list(meaning.properties),
    }),
    isUse: true,
  };
}

function fromExports(tables: readonly RecognisedTable[]): ProposedActivity[] {
  const found = those(tables, "export").flatMap(({ source, meaning }) =>
    exportActivities(source, meaning.export).map((activity) => ({ ...activity, source })),
  );
  return found.map(({ name, note, text, source, isUse }) => ({
    // Two exports with work in them are two activities of one kind.
    name: found.filter((one) => one.name === name).length > 1 ? `${source}_${name}` : name,
    note,
    text,
    isUse,
  }));
}

function fromPipelines(tables: readonly RecognisedTable[], kindOf: KindOf): ProposedActivity[] {
  const pipelines = those(tables, "pipeline");
  const taken = new Set(those(tables, "activities").map((table) => table.source));
  const nameOf = (source: string, what: string) =>
    pipelines.length > 1 || taken.has(what) ? `${source}_${what}` : what;
  return pipelines.flatMap(({ source, meaning }) => {
    const clusters = mapping({ [kindOf(meaning.cluster)]: scalar(meaning.cluster.column.name) });
    const product = meaning.product === null ? null : mapping({ column: scalar(meaning.product) });
    const entry = (what: string, at: string, where: string | null) => ({
      name: nameOf(source, what),
      text: mapping({ from: source, at: scalar(at), clusters, product, where: where === null ? null : scalar(where) }),
    });
    return [
      {
        ...entry("opened", meaning.opened, null),
        note: `a deal was opened, at ${meaning.opened}; rows without that date are none`,
        isUse: false,
      },
      {
        ...entry("won", meaning.closed, wonCondition(meaning)),
        note: `a deal was won, at ${meaning.closed}`,
        isUse: true,
      },
    ];
  });
}
