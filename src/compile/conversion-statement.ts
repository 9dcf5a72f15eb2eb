import { type Fragment, type Step, int, raw, sql, withSteps } from "../sql/fragment.ts";
import { listSelect } from "./cell-list.ts";
import { tables } from "./names.ts";
import type { Setting } from "./setting.ts";
import { staySteps } from "./transitions-statement.ts";

/** Within how many days of 24 hours, and from which place in the stage order on an entry is converted; null: the next. */
export interface ConversionPlace {
  readonly days: number;
  readonly into: number | null;
}

/** Whose entries are listed: of one period and stage, those that went on in time, those that did not, or all. */
export interface ConversionListPlace extends ConversionPlace {
  readonly index: number;
  readonly stage: number;
  readonly which: "entered" | "converted" | "not";
}

/**
 * The statement of conversions by entry: `i, stage, entered, converted, median`.
 * A cluster enters a stage once in a period, the first time; it is converted when
 * it enters a stage further on within the days after that. `median` is about how
 * long that took, in microseconds.
 */
export function conversionStatement(setting: Setting, place: ConversionPlace): Fragment {
  return withSteps(
    conversionSteps(setting, place),
    raw(`
select i, stage, count(*) as entered, count(took) as converted, median(took) as median
from conversion group by i, stage order by i, stage`),
  );
}

/** The clusters behind a number of {@link conversionStatement}: `cluster, at, before, stage, held`. */
export function conversionListStatement(setting: Setting, place: ConversionListPlace): Fragment {
  const chosen = { entered: "true", converted: "took is not null", not: "took is null" }[place.which];
  const listed = sql`
select cluster, "at", stage as before, coalesce(reached, 0) as stage, took as held
from conversion where i = ${int(place.index)} and stage = ${int(place.stage)} and ${raw(chosen)}`;
  return listSelect(setting, conversionSteps(setting, place), listed);
}

function conversionSteps(setting: Setting, { days, into }: ConversionPlace): readonly Step[] {
  const further = into === null ? raw("m.stage > e.stage") : sql`m.stage >= ${int(into)}`;
  const from = into === null ? raw("true") : sql`m.stage < ${int(into)}`;
  return [
    ...staySteps(setting),
    {
      name: "entry",
      body: sql`
select p.i, m.cluster, m.stage, min(m.at) as "at"
from move m join ${tables.period} p on p.reported and m.at >= p.start_at and m.at < p.end_at
where m.stage > 0 and ${from} group by p.i, m.cluster, m.stage`,
    },
    {
      name: "conversion",
      body: sql`
select e.i, e.cluster, e.stage, e.at, arg_min(m.stage, m.at) as reached, min(epoch_us(m.at)) - epoch_us(e.at) as took
from entry e left join move m on m.cluster = e.cluster and m.at > e.at and epoch_us(m.at) - epoch_us(e.at) <= ${int(days * 86_400_000_000)} and ${further}
group by e.i, e.cluster, e.stage, e.at`,
    },
  ];
}
