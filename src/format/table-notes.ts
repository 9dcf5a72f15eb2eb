import type { Report } from "../query/report.ts";
import { counted } from "../text/counted.ts";
import { tame } from "./display-width.ts";
import { periodLabel } from "./period-label.ts";
import type { SeriesTable } from "./table-series.ts";

/** What a careful reader should know about the numbers above, a sentence each. */
export function reportNotes(report: Report, table: SeriesTable): string[] {
  const { activities, clusters_without_stage: stageless } = report.unattributed;
  const counts = [...report.rows, ...report.totals];
  const through = report.freshness.filter((f) => f.through !== null).map((f) => `${f.source} ${f.through ?? ""}`);
  return [
    ...periodNotes(table),
    ...beginNotes(report),
    ...(counts.some((c) => c.population === 0 && c.rate === null) ? ["— no rate: there was nobody to count"] : []),
    ...(report.stage_source === "attribute" ? ["stages are today's: what they were in the past is not known"] : []),
    ...(activities > 0 ? [`not counted: ${counted(activities, "activity")} that found no cluster`] : []),
    ...(stageless > 0 ? [`in no row: ${counted(stageless, "cluster")} active while in no stage`] : []),
    ...(through.length > 0 ? [`read through: ${through.join(", ")}`] : []),
    ...(report.warnings ?? []).map((w) => `warning: ${w.message}`),
  ].map(tame);
}

function periodNotes({ periods }: SeriesTable): string[] {
  const named = (which: typeof periods) => which.map((p) => periodLabel(p)).join(", ");
  const open = periods.filter((p) => !p.complete);
  const clipped = periods.filter((p) => p.clipped === true);
  return [
    ...(open.length > 0 && open.length <= 3
      ? [`… ${named(open)} so far: not complete, so not in the trend or the change`]
      : []),
    ...(open.length > 3
      ? [`… so far: ${open.length} periods are not complete, so not in the trend or the change`]
      : []),
    ...(clipped.length > 0 ? [`cut to the range asked for: ${named(clipped)}`] : []),
  ];
}

/** Where the data begin: with the first period that anybody was active in, or after all. */
function beginNotes({ rows, totals }: Report): string[] {
  const counts = [...totals, ...rows];
  const cut = counts.filter(({ period }) => period.history === "cut").toSorted(byPeriod);
  const begun = cut.find(isSomething) ?? cut[0];
  const last = counts.toSorted(byPeriod).at(-1);
  if (begun === undefined || last === undefined) return [];
  return cut.length === counts.length && !isSomething(begun)
    ? [`nothing happened by the end of ${periodLabel(last.period)}: the data begins later`]
    : [`the data begins about ${periodLabel(begun.period)}: who is new there is not known`];
}

type Counted = Report["totals"][number];

function isSomething({ active, dormant }: Pick<Counted, "active" | "dormant">): boolean {
  return active > 0 || (dormant ?? 0) > 0;
}

function byPeriod(one: Pick<Counted, "period">, other: Pick<Counted, "period">): number {
  return one.period.end < other.period.end ? -1 : one.period.end > other.period.end ? 1 : 0;
}
