import { sharesStatement } from "../compile/shares-statement.ts";
import type { Definition } from "../model/definition.ts";
import { type Explained, type Side, explainChange } from "../query/explain.ts";
import type { Question } from "../query/question.ts";
import type { TimelinePeriod } from "../query/timeline.ts";
import { raw } from "../sql/fragment.ts";
import { sweptShares } from "../sweep/shares.ts";
import { standings } from "../sweep/standings.ts";
import { toldProducts } from "../sweep/told-products.ts";
import type { Period } from "../time/calendar.ts";
import type { Prepared } from "./prepare.ts";
import { type Session, query } from "./session.ts";
import type { SweepIndex } from "./sweep-index.ts";
import { numbered } from "./sweep-names.ts";
import { placesAsked } from "./swept-report.ts";

/** How much each cluster counts in each list of a period: a text of part, stage, attributes, product, status and cluster. */
export type Shares = ReadonlyMap<string, number>;

interface Share {
  readonly part: string;
  readonly stage: number;
  readonly by: readonly (string | null)[];
  readonly product: string | null;
  readonly status: string;
  readonly cluster: string;
}

/** The names of the clusters in the order of their numbers, while the tables that number them are there. */
export async function clusterNames(session: Session): Promise<readonly string[]> {
  const rows = await query<{ name: string }>(session, raw(`select name from ${numbered.cluster} order by n`));
  return rows.map(({ name }) => name);
}

/** The lists of a period by the engine's statements. */
export async function sharesBySql(session: Session, prepared: Prepared, period: TimelinePeriod): Promise<Shares> {
  const rows = await query<Record<string, unknown> & Omit<Share, "by"> & { w: number }>(
    session,
    sharesStatement(prepared.setting, prepared.scope, period.index),
  );
  const by = prepared.setting.question.definition.unit === "combination" ? [] : prepared.setting.question.definition.by;
  return new Map(
    rows.map((row) => [
      keyOf({ ...row, by: by.map((_, index) => (row[`b${index}`] ?? null) as string | null) }),
      Number(row.w),
    ]),
  );
}

/** The lists of a period by the sweep. */
export function sharesBySweep(
  { input, told }: SweepIndex,
  question: Question,
  { period, names }: { readonly period: TimelinePeriod; readonly names: readonly string[] },
): Shares {
  const places = placesAsked(told, question);
  const shares = new Map<string, number>();
  sweptShares(input, { definition: question.definition, places, products: toldProducts(input, places) }, (share) => {
    if (share.i !== period.index || share.n === 0) return;
    const product = share.product < 0 ? null : (told.products[share.product] ?? null);
    const by = question.definition.by.length === 0 ? [] : inFull(share.by, question.definition);
    const key = keyOf({ ...share, by, product, cluster: names[share.cluster] ?? "" });
    shares.set(key, (shares.get(key) ?? 0) + share.n);
  });
  return shares;
}

/** Totals are of no attribute's value. */
function inFull(by: readonly (string | null)[], definition: Definition): readonly (string | null)[] {
  return definition.by.map((_, index) => by[index] ?? null);
}

function keyOf({ part, stage, by, product, status, cluster }: Share): string {
  return JSON.stringify([part, Number(stage), by, product, status, cluster]);
}

/** The change between two periods by the sweep; `question` is that of an explanation. */
export function explainedBySweep(
  { input, told }: SweepIndex,
  question: Question,
  { from, to, names }: { readonly from: Period; readonly to: Period; readonly names: readonly string[] },
): Explained {
  const side = (period: Period): Side => {
    const day = { start: period.end - 1, end: period.end };
    const asked = question.definition.period.kind === "trailing" ? day : period;
    const places = placesAsked(told, { ...question, range: "expand", from: asked, to: asked });
    const found = standings(input, { definition: question.definition, places, products: [] });
    return new Map([...found].map(([cluster, standing]) => [names[cluster] ?? "", standing]));
  };
  const [before, after] = [side(from), side(to)];
  return explainChange({ told: before, known: before, before, after });
}
