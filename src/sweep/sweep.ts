import type { Admission } from "./admission.ts";
import { readyCounts } from "./any-window.ts";
import { cellsOf } from "./cells.ts";
import { clusterAdmission } from "./cluster-admission.ts";
import { clusterUnits } from "./cluster-units.ts";
import { combinationAdmission, combinationUnits } from "./combinations.ts";
import { Counter } from "./counter.ts";
import type { SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import type { SweepQuestion, SweptCount, Units } from "./question.ts";
import { stageUnits } from "./stage-units.ts";

/**
 * Every sum of a report in one ordered pass over the columns, exactly those of
 * the engine's statements.
 */
export function sweep(input: SweepInput, question: SweepQuestion): readonly SweptCount[] {
  const { definition, places } = question;
  const ready = readyCounts(input, question);
  if (ready !== null) return [...ready, unattributed(input, places)];
  const cells = cellsOf(input.labels, definition);
  const { units, admission } = unitsOf(input, { ...question, cells });
  const counter = new Counter(definition, places, { cells, admission });
  units((unit) => counter.add(unit));
  return [...counter.counts(), unattributed(input, places)];
}

/** What is counted, and what it is let into. */
function unitsOf(
  input: SweepInput,
  question: Parameters<typeof clusterUnits>[1],
): { readonly units: Units; readonly admission: Admission | null } {
  switch (question.definition.unit) {
    case "stage":
      return { units: stageUnits(input, question), admission: null };
    case "combination":
      return { units: combinationUnits(input, question), admission: combinationAdmission(input, question) };
    default:
      return { units: clusterUnits(input, question), admission: clusterAdmission(input, question) };
  }
}

function unattributed({ unattributed: left }: SweepInput, places: Places): SweptCount {
  const reported = places.periods.slice(places.reported);
  const start = Math.min(...reported.map((period) => period.start));
  const end = Math.max(...reported.map((period) => period.end));
  const n = left.day.reduce((sum, day, k) => (day >= start && day < end ? sum + (left.events[k] as number) : sum), 0);
  return { part: "unattributed", i: 0, stage: 0, by: [], product: -1, status: "unattributed", n };
}
