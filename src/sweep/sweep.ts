import { cellsOf } from "./cells.ts";
import { clusterUnits } from "./cluster-units.ts";
import { combinationUnits } from "./combinations.ts";
import { Counter } from "./counter.ts";
import type { SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import type { SweepQuestion, SweptCount } from "./question.ts";
import { stageUnits } from "./stage-units.ts";

/**
 * Every sum of a report in one ordered pass over the columns, exactly those of
 * the engine's statements.
 */
export function sweep(input: SweepInput, question: SweepQuestion): readonly SweptCount[] {
  const { definition, places } = question;
  const cells = cellsOf(input.labels, definition);
  const counter = new Counter(definition, places, cells);
  if (definition.unit === "stage") stageUnits(input, question, (unit) => counter.add(unit));
  else if (definition.unit === "combination") combinationUnits(input, question, (unit) => counter.add(unit));
  else clusterUnits(input, { ...question, cells }, (unit) => counter.add(unit));
  return [...counter.counts(), unattributed(input, places)];
}

function unattributed({ unattributed: left }: SweepInput, places: Places): SweptCount {
  const reported = places.periods.slice(places.reported);
  const start = Math.min(...reported.map((period) => period.start));
  const end = Math.max(...reported.map((period) => period.end));
  const n = left.day.reduce((sum, day, k) => (day >= start && day < end ? sum + (left.events[k] as number) : sum), 0);
  return { part: "unattributed", i: 0, stage: 0, by: [], product: -1, status: "unattributed", n };
}
