import { type Step, raw } from "../sql/fragment.ts";
import { cellKeys } from "./cell-active.ts";
import { isLabelled, rowBy, type CellScope } from "./cells.ts";
import { tables } from "./names.ts";
import { sameKeys } from "./scoped.ts";
import type { Setting } from "./setting.ts";
import { scaledEvents } from "./threshold.ts";

/**
 * What clusters did in each reported period: `acted` (`i, cluster, product,
 * days, events`), and `acted_while` (the same for each stage and combination of
 * attribute values, of what was done while they were held) where rows look at
 * that. A day counts from `dayEvents` activities on; `events` are multiplied by
 * the scale's unit. Expects `scoped`.
 */
export function actedSteps(setting: Setting, scope: CellScope, dayEvents: number): readonly Step[] {
  const labelled = isLabelled(setting);
  return [
    acted("acted", { scope, dayEvents, label: [], events: "events" }),
    ...(labelled
      ? [acted("acted_while", { scope, dayEvents, label: labelColumns(setting), events: "label_events" })]
      : []),
  ];
}

/** The columns of the label that rows are split by. */
function labelColumns(setting: Setting): readonly string[] {
  return [...(setting.question.definition.stages ? ["stage"] : []), ...rowBy(setting)];
}

interface Acting {
  readonly scope: CellScope;
  readonly dayEvents: number;
  readonly label: readonly string[];
  readonly events: "events" | "label_events";
}

function acted(name: string, { scope, dayEvents, label, events }: Acting): Step {
  const { scale } = scope.tally;
  const keys = ["cluster", "product", ...label].join(", ");
  // Each day's periods are looked up once.
  const days = `select p.i, d.bucket from (select distinct bucket from scoped) d join ${tables.period} p on p.reported and d.bucket >= p.start_day and d.bucket < p.end_day`;
  return {
    name,
    body: raw(`
select i, ${keys}, count(*) filter (done >= ${BigInt(dayEvents) * scale.unit}) as days, sum(done) as events
from (select p.i, t.bucket, ${keys}, ${scaledEvents(events, scale)} as done from scoped t join (${days}) p on p.bucket = t.bucket group by all)
group by all`),
  };
}

/** `cell_days`: `cell_active` with what each cluster did for its cell: `days, events`. */
export function cellDaysStep(setting: Setting): Step {
  const columns = [...cellKeys(setting), "status", "w"].map((c) => `a.${c}`).join(", ");
  const did = "coalesce(d.days, 0) as days, coalesce(d.events, 0) as events";
  const join = (from: string, keys: readonly string[], where: string) =>
    `select ${columns}, ${did} from cell_active a left join ${from} d on ${sameKeys("d", "a", keys)} ${where}`;
  const whole = ["i", "cluster", "product"];
  if (!isLabelled(setting)) return { name: "cell_days", body: raw(join("acted", whole, "")) };
  const rows = join("acted_while", [...whole, ...labelColumns(setting)], "where a.part = 'row'");
  return {
    name: "cell_days",
    body: raw(`${rows}\nunion all\n${join("acted", whole, "where a.part = 'total'")}`),
  };
}
