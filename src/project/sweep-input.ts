import { daySql } from "../compile/bucket.ts";
import { knownMemberships } from "../compile/known.ts";
import { byColumns, futureBucket, tables, undatedBucket } from "../compile/names.ts";
import { tallyOf } from "../compile/seen.ts";
import { SmacError } from "../errors.ts";
import { raw, sql, withSteps } from "../sql/fragment.ts";
import type { BelongingColumns, Label, StateColumns, SweepInput } from "../sweep/input.ts";
import { type Prepared, type Session, query } from "./prepare.ts";

/** The columns of a question, with the names that its numbers stand for. */
export interface PreparedSweep {
  readonly input: SweepInput;
  readonly clusters: readonly string[];
  readonly products: readonly string[];
}

/** Texts by number, in the order they were first met. */
class Numbered {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();

  of(name: unknown): number {
    if (typeof name !== "string") return -1;
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

/** Labels by number. */
class Labels {
  readonly labels: Label[] = [];
  private readonly numbers = new Map<string, number>();

  of(row: Record<string, unknown>, by: readonly string[], staged: boolean): number {
    const label: Label = {
      stage: staged ? Number(row["stage"] ?? 0) : 0,
      by: by.map((column) => (row[column] as string | null | undefined) ?? null),
    };
    const key = JSON.stringify([label.stage, label.by]);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.labels.length);
    return this.labels.push(label) - 1;
  }
}

/** The columns that the sweep reads, out of the tables that {@link Prepared} left: counted activities by day, states, memberships. */
export async function sweepInput(session: Session, prepared: Prepared): Promise<PreparedSweep> {
  const { setting, scope } = prepared;
  const { needs, question } = setting;
  const { definition } = question;
  if (scope.tally.scale.unit > 2n ** 20n)
    throw new SmacError("QUERY_NOT_SWEPT", "activities are split among too many clusters for the in-memory execution", {
      hint: "leave out --engine-check",
    });
  const unit = Number(scope.tally.scale.unit);
  const by = byColumns(definition.by.length);
  const [clusters, members, products, labels] = [new Numbered(), new Numbered(), new Numbered(), new Labels()];
  const columns = [
    "cluster, bucket, events, label_events, parts",
    ...(needs.member ? ["member"] : []),
    ...(needs.product ? ["product"] : []),
    ...(needs.labels ? ["stage", ...by] : []),
  ].join(", ");
  const rows = await query<Record<string, unknown>>(
    session,
    raw(
      `select ${columns} from ${tallyOf(setting)} where qualifies and bucket > ${undatedBucket} and bucket < ${futureBucket} order by cluster, bucket`,
    ),
  );
  const found = rows.filter((row) => row["cluster"] !== null);
  const stageMatters = definition.stages || definition.unit === "stage" || definition.unit === "member";
  const share = (row: Record<string, unknown>, name: string): number =>
    (Number(row[name]) * unit) / Number(row["parts"] ?? 1);
  const columnOf = (of: (row: Record<string, unknown>) => number): Int32Array => Int32Array.from(found, of);
  const activity = {
    rows: found.length,
    cluster: columnOf((row) => clusters.of(row["cluster"])),
    day: columnOf((row) => Number(row["bucket"])),
    events: Float64Array.from(found, (row) => share(row, "events")),
    labelEvents: Float64Array.from(found, (row) => share(row, "label_events")),
    member: needs.member ? columnOf((row) => members.of(row["member"])) : null,
    product: needs.product ? columnOf((row) => products.of(row["product"])) : null,
    label: needs.labels ? columnOf((row) => labels.of(row, by, stageMatters)) : null,
  };
  const states = needs.state ? await stateColumns(session, { by, clusters, labels, staged: stageMatters }) : null;
  const belonging = await belongingColumns(session, prepared, { clusters, members });
  const own = definition.unit === "member" ? await ownHistory(session) : null;
  const left = rows.filter((row) => row["cluster"] === null);
  return {
    clusters: clusters.names,
    products: products.names,
    input: {
      clusters: clusters.names.length,
      members: members.names.length,
      products: products.names.length,
      labels: labels.labels,
      activity,
      states: states === null ? null : ordered(states),
      belonging,
      ownHistory: own === null ? null : Uint8Array.from(clusters.names, (name) => (own.has(name) ? 1 : 0)),
      eventUnit: unit,
      unattributed: {
        day: Int32Array.from(left, (row) => Number(row["bucket"])),
        events: Float64Array.from(left, (row) => Number(row["events"])),
      },
    },
  };
}

interface StateRow {
  readonly cluster: number;
  readonly fromAt: number;
  readonly toAt: number;
  readonly fromDay: number;
  readonly toDay: number;
  readonly label: number;
  readonly present: number;
}

async function stateColumns(
  session: Session,
  about: {
    readonly by: readonly string[];
    readonly clusters: Numbered;
    readonly labels: Labels;
    readonly staged: boolean;
  },
): Promise<readonly StateRow[]> {
  const { by, clusters, labels, staged } = about;
  const rows = await query<Record<string, unknown>>(
    session,
    raw(`
select cluster, ${micros("from_at")} as from_at, ${micros("to_at")} as to_at, from_day, to_day, stage, present${by.map((c) => `, ${c}`).join("")}
from ${tables.state}`),
  );
  return rows.map((row) => ({
    cluster: clusters.of(row["cluster"]),
    fromAt: instantOf(row["from_at"], -Infinity),
    toAt: instantOf(row["to_at"], Infinity),
    fromDay: Number(row["from_day"]),
    toDay: Number(row["to_day"]),
    label: labels.of(row, by, staged),
    present: row["present"] === true ? 1 : 0,
  }));
}

/** States in columns, ordered by the clusters' numbers. */
function ordered(rows: readonly StateRow[]): StateColumns {
  const byCluster = rows.toSorted((a, b) => a.cluster - b.cluster || a.fromAt - b.fromAt);
  return {
    rows: byCluster.length,
    cluster: Int32Array.from(byCluster, (row) => row.cluster),
    fromAt: Float64Array.from(byCluster, (row) => row.fromAt),
    toAt: Float64Array.from(byCluster, (row) => row.toAt),
    fromDay: Int32Array.from(byCluster, (row) => row.fromDay),
    toDay: Int32Array.from(byCluster, (row) => row.toDay),
    label: Int32Array.from(byCluster, (row) => row.label),
    present: Uint8Array.from(byCluster, (row) => row.present),
  };
}

async function belongingColumns(
  session: Session,
  { setting }: Prepared,
  { clusters, members }: { readonly clusters: Numbered; readonly members: Numbered },
): Promise<BelongingColumns | null> {
  const { facts, question, clock } = setting;
  if (question.definition.threshold.members?.kind !== "share") return null;
  const known = knownMemberships(facts, question.asOf, question.now);
  if (known === null) return null;
  const found = await query<Record<string, unknown>>(
    session,
    withSteps(
      [known],
      sql`
select cluster, member, ${raw(micros("valid_from"))} as from_at, ${raw(micros("valid_to"))} as to_at,
  case when valid_from = '-infinity' then -1000000000 else ${raw(daySql("valid_from", clock))} end as from_day,
  case when valid_to = 'infinity' then 1000000000 else ${raw(daySql("(valid_to - interval 1 microsecond)", clock))} + 1 end as to_day
from membership_known`,
    ),
  );
  const numbered = found.map((row) => ({
    row,
    cluster: clusters.of(row["cluster"]),
    member: members.of(row["member"]),
  }));
  const rows = numbered.toSorted((a, b) => a.cluster - b.cluster);
  return {
    rows: rows.length,
    cluster: Int32Array.from(rows, ({ cluster }) => cluster),
    member: Int32Array.from(rows, ({ member }) => member),
    fromAt: Float64Array.from(rows, ({ row }) => instantOf(row["from_at"], -Infinity)),
    toAt: Float64Array.from(rows, ({ row }) => instantOf(row["to_at"], Infinity)),
    fromDay: Int32Array.from(rows, ({ row }) => Number(row["from_day"])),
    toDay: Int32Array.from(rows, ({ row }) => Number(row["to_day"])),
  };
}

async function ownHistory(session: Session): Promise<ReadonlySet<string>> {
  const rows = await query<{ cluster: string }>(
    session,
    raw(`select distinct cluster from ${tables.subject} where state_key = cluster`),
  );
  return new Set(rows.map(({ cluster }) => cluster));
}

function micros(column: string): string {
  return `case when isfinite(${column}) then epoch_us(${column}) end`;
}

function instantOf(value: unknown, open: number): number {
  return value === null || value === undefined ? open : Number(value);
}
