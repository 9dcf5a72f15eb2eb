import type { Stickiness, StickinessNumbers } from "../../query/stickiness.ts";
import { type LineShape, lineTables, measureNotes, measureText } from "./measure-text.ts";
import { countText, none, percentText } from "../../format/numbers.ts";
import { type TextOptions, heatOf } from "./style.ts";

/** Stickiness for people: active days for each active cluster, and as a share of the period's days. */
export function stickinessTable(answer: Stickiness, options: TextOptions): string {
  const shape: LineShape<StickinessNumbers> = {
    columns: [
      { header: "active", align: "right" },
      { header: "active days", align: "right" },
      { header: "days each", align: "right" },
      { header: "of", align: "right" },
      { header: "stickiness", align: "right" },
      { header: "", drop: 1 },
    ],
    cells: (n) => [
      countText(n.active),
      countText(n.active_days),
      n.days_per_active === null ? none : n.days_per_active.toFixed(2),
      countText(n.period_days),
      { text: percentText(n.stickiness), style: heatOf(n.stickiness) },
      "█".repeat(Math.round((n.stickiness ?? 0) * 20)),
    ],
  };
  const periods = answer.totals.map((t) => t.period);
  const days = answer.day_events > 1 ? [`a day is active from ${answer.day_events} activities on`] : [];
  const notes = [...days, ...measureNotes(periods, answer.warnings)];
  return measureText(answer.definition, lineTables(answer, shape, options), { notes, options });
}
