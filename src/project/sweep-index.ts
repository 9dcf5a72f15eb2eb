import { gridOf } from "../query/assemble.ts";
import { assembleReport } from "../query/assemble-report.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { Report, Warning } from "../query/report.ts";
import { type KnownSpan, timeline } from "../query/timeline.ts";
import { type IndexBytes, type PackedIndex, unpackIndex } from "../sweep/index-file.ts";
import { placesOf } from "../sweep/places.ts";
import { sweep } from "../sweep/sweep.ts";
import { toldProducts } from "../sweep/told-products.ts";
import { instant, join, raw, sql } from "../sql/fragment.ts";
import type { Instant } from "../time/instant.ts";
import { openZone } from "../time/zone.ts";
import { type Session, prepare, query } from "./prepare.ts";
import { type MemoryLimit, sweepInput } from "./sweep-input.ts";

/** What a report tells beside the sums, whatever its periods. */
interface Told {
  readonly span: KnownSpan;
  readonly stages: readonly string[];
  readonly heldStages: readonly number[];
  readonly products: readonly string[];
  readonly warnings: readonly Warning[];
  /** Where stages come from; see {@link Facts}. */
  readonly stageSource: Facts["stageSource"];
  readonly now: Instant;
  readonly asOf: Instant;
  /** Between the last moment by then and the first one after at which a fact begins, ends, was learned or forgotten, all moments tell the same; null: there is none. */
  readonly since: Instant | null;
  readonly until: Instant | null;
}

/** Everything that reports of one definition need, for any period and any threshold on events and days. */
export interface SweepIndex extends PackedIndex {
  readonly told: Told;
}

/**
 * What an index is of: the data, and the definition but for what it answers all
 * of: the period, how several become one row, and how many events and days are enough.
 */
export function aboutIndex({ definition, ...question }: Question, data: string): string {
  const stageNow = question.stageNow ?? null;
  const own = { period: null, over: null, version: null, threshold: definition.threshold.members };
  return JSON.stringify({ data, stageNow, ...definition, ...own });
}

/** The index that bytes hold; null: none of what is asked about, or a damaged one. */
export function openedIndex(bytes: IndexBytes, about: string): SweepIndex | null {
  const packed = unpackIndex(bytes, about);
  return typeof packed === "string" ? null : { ...packed, told: packed.told as Told };
}

/** Whether what an index holds is what is known at the moment of a question. */
export function isOfMoment({ told }: SweepIndex, { now, asOf }: Question): boolean {
  if (now === told.now && asOf === told.asOf) return true;
  const { since, until } = told;
  return [now, asOf].every((at) => (since === null || at >= since) && (until === null || at < until));
}

/**
 * Builds the index that answers a question, and all that differ from it in what
 * {@link aboutIndex} leaves out. `data` says which data the facts are.
 *
 * @throws SmacError `QUERY_NOT_SWEPT` where activities are split among too many
 * clusters, or the columns would take more than the bytes allowed.
 */
export async function buildIndex(
  session: Session,
  about: { readonly question: Question; readonly facts: Facts; readonly data: string },
  limit?: MemoryLimit,
): Promise<SweepIndex> {
  const { question, facts, data } = about;
  const prepared = await prepare(session, question, facts, "days");
  const { input, products } = await sweepInput(session, prepared, limit);
  const { first, last, firstAt, history } = prepared.span;
  return {
    about: aboutIndex(question, data),
    told: {
      span: { first, last, firstAt, history },
      stages: prepared.stages,
      heldStages: [...prepared.heldStages],
      products,
      warnings: prepared.warnings,
      stageSource: facts.stageSource,
      now: question.now,
      asOf: question.asOf,
      ...(await sameMoments(session, question, facts)),
    },
    input,
  };
}

/** The moments around that of a question at which its facts become others. */
async function sameMoments(
  session: Session,
  { now, asOf }: Question,
  facts: Facts,
): Promise<Pick<Told, "since" | "until">> {
  const [first, last] = [instant(Math.min(now, asOf)), instant(Math.max(now, asOf))];
  const dates = {
    activity: ['"at"'],
    membership: ["valid_from", "valid_to"],
    stage: ['"at"'],
    attribute: ['"at"'],
    record: ["created", "deleted"],
  } as const;
  const changes = Object.entries(dates).flatMap(([name, columns]) => {
    const relation = facts[name as keyof typeof dates];
    const all = [...columns, "learned", "forgotten"].map(raw);
    const before = all.map((column) => sql`max(${column}) filter (${column} <= ${last} and ${column} > '-infinity')`);
    const after = all.map((column) => sql`min(${column}) filter (${column} > ${first} and ${column} < 'infinity')`);
    const both = sql`select greatest(${join(before, ", ")}) as since, least(${join(after, ", ")}) as until`;
    return relation === null ? [] : [sql`${both} from (${relation})`];
  });
  if (changes.length === 0) return { since: null, until: null };
  const each = join(changes, "\nunion all\n");
  const [row] = await query<Pick<Told, "since" | "until">>(
    session,
    sql`select max(since) as since, min(until) as until from (${each})`,
  );
  return row ?? { since: null, until: null };
}

/** The report a question asks for, from an index of it: no statement runs. */
export function indexedReport({ input, told }: SweepIndex, question: Question): Report {
  const { definition } = question;
  const { period, unit } = definition;
  // Only a stage's periods before the range are found from more than the activities.
  const onePass = period.kind === "trailing" && unit !== "combination";
  const history = unit === "stage" ? told.span.history : onePass ? null : told.span.first;
  const periods = timeline(question, openZone(definition.timezone), { ...told.span, history });
  const places = placesOf(periods, period.kind === "trailing" ? period.days : null);
  const products = toldProducts(input, places);
  const counts = sweep(input, { definition, places, products }).map(({ product, n, ...count }) => ({
    ...count,
    by: unit === "combination" ? [] : count.by,
    product: product < 0 ? null : (told.products[product] ?? null),
    n: BigInt(n),
  }));
  const grid = gridOf({
    definition,
    periods,
    stages: told.stages,
    heldStages: new Set(told.heldStages),
    products: products.map((number) => told.products[number] ?? ""),
  });
  return assembleReport(grid, counts, { question, stageSource: told.stageSource, warnings: told.warnings });
}
