import type { Report } from "../../api/schema.ts";
import type { Setting } from "../../data/setting.ts";

/** What can be drawn of a report: rates are not stacked, nor counts of stages that share clusters. */
export function drawn(
  wanted: "rate" | "count",
  mark: string | undefined,
  { setting, report }: { readonly setting: Setting; readonly report: Report | null },
): {
  readonly measure: "rate" | "count";
  readonly marks: "lines" | "stacked" | "bars";
  readonly stackable: string | null;
  readonly divides: boolean;
} {
  const divides = report === null || report.totals.some((each) => each.population !== null);
  const measure = divides ? wanted : "count";
  const shares = measure === "rate" ? "Shares of different groups do not add up." : null;
  const stageAt = setting.base["stage-at"] ?? setting.definition.choices?.stage_at ?? "end";
  const several = setting.definition.choices?.products === true || !["end", "start"].includes(stageAt);
  const stackable = shares ?? (several ? "One cluster can be in several of these, so they do not add up." : null);
  const marks = stackable === null && (mark === "stacked" || mark === "bars") ? mark : "lines";
  return { measure, marks, stackable, divides };
}
