import { byColumns, futureBucket, tables, undatedBucket } from "../compile/names.ts";
import { tallyOf } from "../compile/seen.ts";
import type { Setting } from "../compile/setting.ts";
import { type Fragment, type Step, raw, withSteps } from "../sql/fragment.ts";
import type { Label } from "../sweep/input.ts";
import { type Session, execute, query } from "./session.ts";

/** The temporary tables that give names their numbers. */
export const numbered = {
  cluster: "smac_swept_cluster",
  member: "smac_swept_member",
  product: "smac_swept_product",
  label: "smac_swept_label",
} as const;

/** The names that the columns' numbers stand for. */
export interface SweptNames {
  readonly clusters: number;
  readonly members: number;
  readonly products: readonly string[];
  readonly labels: readonly Label[];
}

/** The rows of the tally that the sweep reads: qualifying, dated, not after now. */
export function sweptRows(setting: Setting): string {
  return `(select * from ${tallyOf(setting)} where qualifies and bucket > ${undatedBucket} and bucket < ${futureBucket})`;
}

/** Whether a stage makes a difference to the definition. */
export function looksAtStage({ question: { definition } }: Setting): boolean {
  return definition.stages || definition.unit === "stage" || definition.unit === "member";
}

/** Numbers clusters, members, products and labels, in tables to join with. `known`: who belongs to whom, if that matters. */
export async function numberNames(session: Session, setting: Setting, known: Step | null): Promise<SweptNames> {
  const { needs } = setting;
  const rows = sweptRows(setting);
  const belonging = known === null ? [] : [known];
  const from = (column: string) => [
    `select ${column} as name from ${rows}`,
    ...(column === "cluster" && needs.state ? [`select cluster from ${tables.state}`] : []),
    ...(known === null || column === "product" ? [] : [`select ${column} from ${known.name}`]),
  ];
  const make = (table: string, column: string, isUsed: boolean): Promise<void> =>
    execute(session, withTable(table, belonging, isUsed ? from(column).join("\nunion all\n") : none));
  await make(numbered.cluster, "cluster", true);
  await make(numbered.member, "member", needs.member);
  await make(numbered.product, "product", needs.product);
  const products = await query<{ name: string }>(session, raw(`select name from ${numbered.product} order by n`));
  return {
    clusters: await countOf(session, numbered.cluster),
    members: await countOf(session, numbered.member),
    products: products.map(({ name }) => name),
    labels: needs.state || needs.labels ? await numberLabels(session, setting) : [],
  };
}

const none = "select cast(null as varchar) as name";

/** Numbers in the order of the names, so that the same data give the same numbers. */
function withTable(table: string, steps: readonly Step[], names: string): Fragment {
  const select = raw(
    `select name, cast(row_number() over (order by name) - 1 as integer) as n from (select distinct name from (${names}) where name is not null)`,
  );
  const { sql, params } = withSteps(steps, select);
  return { sql: `create or replace temp table ${table} as\n${sql}`, params };
}

async function countOf(session: Session, table: string): Promise<number> {
  const [row] = await query<{ n: number }>(session, raw(`select count(*) as n from ${table}`));
  return Number(row?.n ?? 0);
}

/** The columns of a label, each with a name of its own. */
export function labelColumns(setting: Setting): { readonly stage: string; readonly by: readonly string[] } {
  return {
    stage: looksAtStage(setting) ? "coalesce(stage, 0)" : "0",
    by: byColumns(setting.question.definition.by.length),
  };
}

async function numberLabels(session: Session, setting: Setting): Promise<readonly Label[]> {
  const { stage, by } = labelColumns(setting);
  const columns = [`cast(${stage} as integer) as stage`, ...by].join(", ");
  const from = [
    ...(setting.needs.state ? [`select ${columns} from ${tables.state}`] : []),
    ...(setting.needs.labels ? [`select ${columns} from ${sweptRows(setting)}`] : []),
  ].join("\nunion\n");
  await execute(
    session,
    raw(
      `create or replace temp table ${numbered.label} as select *, cast(row_number() over (order by ${["stage", ...by].join(", ")}) - 1 as integer) as n from (select distinct * from (${from}))`,
    ),
  );
  const rows = await query<Record<string, unknown>>(session, raw(`select * from ${numbered.label} order by n`));
  return rows.map((row) => ({
    stage: Number(row["stage"]),
    by: by.map((column) => (row[column] as string | null | undefined) ?? null),
  }));
}
