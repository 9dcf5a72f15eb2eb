import type { Level, LevelNumbers, Levels } from "../../query/levels.ts";
import { type LineShape, lineTables, measureNotes, measureText } from "./measure-text.ts";
import { countText, percentText } from "../../format/numbers.ts";
import { pad } from "../../format/display-width.ts";
import { type TextOptions, heatOf } from "./style.ts";

/** The activity-level curve for people: clusters and shares by level. */
export function levelsTable(answer: Levels, options: TextOptions): string {
  const shape: LineShape<LevelNumbers> = {
    columns: [
      { header: "clusters", align: "right" },
      ...answer.levels.map(({ name }) => ({ header: name, align: "right" }) as const),
    ],
    cells: (n) => [
      countText(n.clusters),
      ...n.counts.map((count, i) => {
        const share = n.shares[i] ?? null;
        return { text: `${countText(count)} ${pad(percentText(share, 0), 4, "right")}`, style: heatOf(share) };
      }),
    ],
  };
  const periods = answer.totals.map((t) => t.period);
  const from = answer.day_events > 1 ? [`a day is active from ${answer.day_events} activities on`] : [];
  const notes = [`active days: ${answer.levels.map(levelText).join(", ")}`, ...from];
  return measureText(answer.definition, lineTables(answer, shape, options), {
    notes: [...notes, ...measureNotes(periods, answer.warnings)],
    options,
  });
}

/** `light 1 to 3`; a level that is called by its days says no more. */
function levelText({ name, from, to }: Level): string {
  if (/^\d/.test(name)) return name;
  if (from === 0) return `${name} fewer than ${to ?? 1}, or not active`;
  if (to === null) return `${name} ${from} or more`;
  return to === from + 1 ? `${name} ${from}` : `${name} ${from} to ${to - 1}`;
}
