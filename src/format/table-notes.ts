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
  const cut = periods.filter((p) => p.history === "cut");
  const first = cut[0];
  return [
    ...(open.length > 0 && open.length <= 3
      ? [`… ${named(open)} so far: not complete, so not in the trend or the change`]
      : []),
    ...(open.length > 3
      ? [`… so far: ${open.length} periods are not complete, so not in the trend or the change`]
      : []),
    ...(clipped.length > 0 ? [`cut to the range asked for: ${named(clipped)}`] : []),
    ...(first === undefined ? [] : [`the data begins about ${periodLabel(first)}: who is new there is not known`]),
  ];
}
