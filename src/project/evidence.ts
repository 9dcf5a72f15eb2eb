import { attributionSteps } from "../compile/attribution.ts";
import { knownActivity, knownMemberships } from "../compile/known.ts";
import { predicateSql } from "../compile/predicate.ts";
import { activityColumns } from "../compile/tally.ts";
import { SmacError } from "../errors.ts";
import type { Evidence, EvidenceRow } from "../query/evidence.ts";
import { instant, raw, sql, text, withSteps } from "../sql/fragment.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import { periodContaining, periodKind } from "../time/calendar.ts";
import { formatDay } from "../time/day.ts";
import { formatInstant } from "../time/instant.ts";
import { openZone } from "../time/zone.ts";
import type { Understood } from "./answer-source.ts";
import { focused } from "./focus.ts";

const most = 10_000;
const shown = ["kind", "member", "product", "source", "origin_row", "origin_load"];

/**
 * What a cluster did in the period in focus, row by row as it was read: which source, which load, which file.
 *
 * @throws SmacError `QUERY_NO_EVIDENCE` where the rows are not kept beside the numbers.
 */
export async function askEvidence(engine: Engine, { question, facts }: Understood, cluster: string): Promise<Evidence> {
  if (engine.speaks !== "duckdb")
    throw new SmacError("QUERY_NO_EVIDENCE", "this store keeps what was counted, not the loads that brought it", {
      hint: "ask the store on this computer that it was copied from",
    });
  const asked = focused(question, facts);
  const { definition, now, asOf } = asked;
  const zone = openZone(definition.timezone);
  const days = asked.to ?? { start: 0, end: 1 };
  const period = periodContaining(definition.period, definition.period.kind === "trailing" ? days.end - 1 : days.start);
  const [start, end] = [zone.dayStart(period.start), zone.dayStart(period.end)];
  const { activity, attribution } = definition;
  const counts =
    activity === null ? raw("true") : sql`coalesce((${predicateSql(activity, activityColumns(facts))}), false)`;
  const qualified = sql`select *, ${counts} as counts from activity_known
where "at" >= ${instant(start)} and "at" < ${instant(end)} and "at" <= ${instant(now)}`;
  const steps = [
    knownActivity(facts, asOf),
    knownMemberships(facts, asOf, now),
    { name: "activity_qualified", body: qualified },
    ...attributionSteps(facts, attribution, [...shown, "counts"]),
  ].filter((step) => step !== null);
  const statement = withSteps(
    steps,
    sql`
select epoch_us(t."at") as at, t.kind, t.member, t.product, t.source, t.origin_row as id, t.origin_load as load, l.path, epoch_us(l.finished) as loaded, t.counts,
  count(*) over () as n, count(*) filter (t.counts) over () as n_counts
from attributed t left join loads l on l.load_id = t.origin_load where t.cluster = ${text(cluster)}
order by t."at" desc, t.source, t.origin_load, t.origin_row limit ${raw(String(most))}`,
  );
  const rows = facts.activity === null ? [] : await engine.rows<Found>(statement.sql, statement.params);
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
