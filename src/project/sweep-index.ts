import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { Warning } from "../query/report.ts";
import type { KnownSpan } from "../query/timeline.ts";
import { type IndexBytes, type PackedIndex, unpackIndex } from "../sweep/index-file.ts";
import { instant, join, raw, sql } from "../sql/fragment.ts";
import type { Instant } from "../time/instant.ts";
import { prepare } from "./prepare.ts";
import { type Session, query } from "./session.ts";
import { type MemoryLimit, sweepInput } from "./sweep-input.ts";

/** What a report tells beside the sums, whatever its periods. */
export interface Told {
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
export function aboutIndex(question: Question, data: string): string {
  const { definition } = question;
  const own = { period: null, over: null, version: null, threshold: definition.threshold.members };
  return JSON.stringify({ data, ...besideDefinition(question), ...definition, ...own });
}

/** What a question says beside its definition that the facts looked at depend on; usually nothing. */
export function besideDefinition(question: Question): object {
  const { definition: _definition, from: _from, to: _to, range: _range, now: _now, asOf: _asOf, ...left } = question;
  const { through: _through, ...beside } = left;
  return beside;
}

/** The index that bytes hold; null: none of what is asked about, or a damaged one. */
export function openedIndex(bytes: IndexBytes, about: string): SweepIndex | null {
  const packed = unpackIndex(bytes, about);
  return typeof packed === "string" ? null : { ...packed, told: packed.told as Told };
}

/** Whether what an index holds is what is known at the moment of a question. */
export function isOfMoment(told: Told, { now, asOf }: Pick<Question, "now" | "asOf">): boolean {
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
