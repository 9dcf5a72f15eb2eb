import { knownRecords } from "../compile/known.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import { raw, sql, withSteps } from "../sql/fragment.ts";
import { lastValues } from "./cluster-table.ts";
import { type Session, query } from "./session.ts";
import { orderStages } from "../query/stage-order.ts";

/** What there is to choose from, for filters: each with how many clusters have it. */
export interface Picks {
  readonly stages: readonly string[];
  readonly attributes: readonly {
    readonly name: string;
    readonly values: readonly Pick[];
    readonly values_all: number;
  }[];
  readonly owners: readonly Pick[];
  readonly products: readonly string[];
}

/** A value and the number of clusters whose last known one it is. */
export interface Pick {
  readonly value: string;
  readonly clusters: number;
}

const most = 500;

/** The values that occur, the most frequent first; of each attribute five hundred at most. */
export async function askPicks(session: Session, question: Question, facts: Facts): Promise<Picks> {
  const values = await lastValues(session, { facts, question });
  const counts = new Map(facts.attributes.map((name) => [name, new Map<string, number>()]));
  for (const own of values.values())
    for (const [name, value] of Object.entries(own)) {
      const of = counts.get(name);
      of?.set(value, (of.get(value) ?? 0) + 1);
    }
  const records = knownRecords(facts, question.asOf);
  const owners =
    records === null
      ? []
      : await query<{ value: string; clusters: number }>(
          session,
          withSteps(
            [records],
            raw(
              "select owner as value, count(*) as clusters from record_known where owner is not null group by owner order by clusters desc, value",
            ),
          ),
        );
  return {
    stages: await stagesOf(session, facts),
    attributes: [...counts].map(([name, of]) => ({
      name,
      values: [...of]
        .map(([value, clusters]) => ({ value, clusters }))
        .toSorted((a, b) => b.clusters - a.clusters || (a.value < b.value ? -1 : 1))
        .slice(0, most),
      values_all: of.size,
    })),
    owners: owners.slice(0, most).map(({ value, clusters }) => ({ value, clusters: Number(clusters) })),
    products: await productsOf(session, facts),
  };
}

async function stagesOf(session: Session, { stage, stageOrder }: Facts): Promise<readonly string[]> {
  if (stage === null) return [];
  const rows = await query<{ stage: string }>(
    session,
    sql`select distinct stage from (${stage}) where stage is not null`,
  );
  return orderStages(
    rows.map((row) => row.stage),
    stageOrder,
  );
}

async function productsOf(session: Session, { activity, activeDays, activityHas }: Facts): Promise<readonly string[]> {
  const from = activeDays?.relation ?? activity;
  if (!activityHas.product || from === null) return [];
  const rows = await query<{ product: string }>(
    session,
    sql`select distinct product from (${from}) where product is not null order by product limit ${String(most)}`,
  );
  return rows.map(({ product }) => product);
}
