import { knownMemberships } from "../compile/known.ts";
import { predicateSql } from "../compile/predicate.ts";
import { activityColumns } from "../compile/tally.ts";
import { SmacError } from "../errors.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { Evidence, EvidenceRow } from "../query/evidence.ts";
import { type Fragment, instant, raw, sql, text, withSteps } from "../sql/fragment.ts";
import { activityRelation } from "../store/activity-relation.ts";
import { factScope, shapeOf } from "../store/facts.ts";
import type { Store } from "../store/store.ts";
import { periodContaining, periodKind } from "../time/calendar.ts";
import { formatDay } from "../time/day.ts";
import { formatInstant } from "../time/instant.ts";
import { openZone } from "../time/zone.ts";
import type { Understood } from "./answer-source.ts";
import { focused } from "./focus.ts";

const most = 10_000;

/**
 * What a cluster did in the period in focus, row by row as it was read: which source, which load, which file.
 *
 * @throws SmacError `QUERY_NO_EVIDENCE` where the rows are not kept beside the numbers.
 */
export async function askEvidence(
  { store, model }: { readonly store: Store; readonly model: ProjectModel },
  { question, facts }: Understood,
  cluster: string,
): Promise<Evidence> {
  const { engine } = store;
  if (engine.speaks !== "duckdb")
    throw new SmacError("QUERY_NO_EVIDENCE", "this store keeps what was counted, not the loads that brought it", {
      hint: "ask the store on this computer that it was copied from",
    });
  const asked = focused(question, facts);
  const { definition, now, asOf } = asked;
  const zone = openZone(definition.timezone);
  const days = asked.to ?? { start: 0, end: 1 };
  const period = periodContaining(definition.period, definition.period.kind === "trailing" ? days.end - 1 : days.start);
  const scope = await factScope(engine, { kind: definition.cluster, asOf, now: asOf });
  const relation = activityRelation(scope, { ...shapeOf(model, definition.cluster), origin: true });
  const belonging = knownMemberships(facts, asOf, now);
  const [start, end] = [zone.dayStart(period.start), zone.dayStart(period.end)];
  const { activity } = definition;
  const counts =
    activity === null ? raw("true") : sql`coalesce((${predicateSql(activity, activityColumns(facts))}), false)`;
  const theirs = sql`select *, ${counts} as counts from (${relation}) a
where a."at" >= ${instant(start)} and a."at" < ${instant(end)} and a."at" <= ${instant(now)} and ${isOf(cluster, belonging !== null, facts.activityHas.cluster)}`;
  const statement = withSteps(
    belonging === null ? [] : [belonging],
    sql`
select epoch_us(t."at") as at, t.kind, t.member, t.product, t.source, t.row_id as id, t.load, l.path, epoch_us(l.finished) as loaded, t.counts,
  count(*) over () as n, count(*) filter (t.counts) over () as n_counts
from (${theirs}) t left join loads l on l.load_id = t.load
order by t."at" desc, t.source, t.load, t.row_id limit ${raw(String(most))}`,
  );
  const rows = await engine.rows<Found>(statement.sql, statement.params);
  return {
    cluster,
    period: {
      kind: periodKind(definition.period),
      start: formatDay(period.start),
      end: formatDay(period.end),
      complete: end <= Math.min(now, asOf, asked.through ?? now),
    },
    count: Number(rows[0]?.n ?? 0),
    counting: Number(rows[0]?.n_counts ?? 0),
    rows: rows.map(evidenceRow),
  };
}

interface Found extends Omit<EvidenceRow, "at" | "loaded"> {
  readonly at: number;
  readonly loaded: number | null;
  readonly n: number;
  readonly n_counts: number;
}

/** Whose an activity is: of the cluster it names, else of those its member belonged to at that instant, else its member's own. */
function isOf(cluster: string, belongs: boolean, clustered: boolean): Fragment {
  const named = sql`a.cluster = ${text(cluster)}`;
  if (belongs)
    return sql`(${named} or (a.cluster is null and exists (select 1 from membership_known m where m.member = a.member and m.cluster = ${text(cluster)} and m.valid_from <= a."at" and m.valid_to > a."at")))`;
  return clustered ? named : sql`coalesce(a.cluster, a.member) = ${text(cluster)}`;
}

function evidenceRow({ at, kind, member, product, source, id, load, path, loaded, counts }: Found): EvidenceRow {
  return {
    at: formatInstant(Number(at)),
    kind,
    member,
    product,
    source,
    id,
    load: load === null ? null : Number(load),
    path,
    loaded: loaded === null ? null : formatInstant(Number(loaded)),
    counts,
  };
}
