import { gridOf } from "../query/assemble.ts";
import { assembleReport } from "../query/assemble-report.ts";
import type { Question } from "../query/question.ts";
import type { Report } from "../query/report.ts";
import { type TimelinePeriod, timeline } from "../query/timeline.ts";
import { makeReady } from "../sweep/any-window.ts";
import { type CountTable, addedUp, countTable } from "../sweep/count-table.ts";
import { type Part, addsUp, partOf } from "../sweep/part.ts";
import { type Places, placesOf } from "../sweep/places.ts";
import { sweep } from "../sweep/sweep.ts";
import { toldProducts } from "../sweep/told-products.ts";
import { openZone } from "../time/zone.ts";
import type { SweepIndex, Told } from "./sweep-index.ts";

/** What a part of the clusters adds to a report. */
export interface SweptPart {
  readonly counts: CountTable;
  /** The products that rows are told for, by number; the same for every part. */
  readonly products: readonly number[];
}

/** The report a question asks for, from an index of it: no statement runs. */
export function indexedReport(index: SweepIndex, question: Question): Report {
  return sweptReport(index.told, question, [sweptPart(index, question, { part: 0, of: 1 })]);
}

/** Into how many parts a question's clusters may be taken, so that threads share the work. */
export function partsOf({ definition }: Question, threads: number): number {
  return addsUp(definition) ? threads : 1;
}

/** What a part of the clusters of an index adds to the answer. */
export function sweptPart({ input, told }: SweepIndex, question: Question, part: Part): SweptPart {
  const { definition } = question;
  const places = placesAsked(told, question);
  const products = toldProducts(input, places);
  return { counts: countTable(sweep(partOf(input, part), { definition, places, products })), products };
}

/** So many days before the last are made ready at once: earlier years are compared with. */
const readyDays = 3 * 366;

/** Makes further questions about a part sums that differ only in their days and the length of their window. */
export function readyPart({ input, told }: SweepIndex, question: Question, part: Part): void {
  const { definition } = question;
  const all = partOf(input, part);
  const asked = placesAsked(told, question);
  const about = { definition, products: toldProducts(input, asked) };
  if (!makeReady(all, { ...about, places: placesAsked(told, longer(told, question, asked)) }))
    makeReady(all, { ...about, places: asked });
}

/** The question about all days that are known, the last years of them. */
function longer({ span }: Told, question: Question, { periods, reported }: Places): Question {
  const [first, last] = [periods[reported], periods.at(-1)];
  if (first === undefined || last === undefined) return question;
  const to = Math.max(last.end, (span.last ?? 0) + 1);
  const from = Math.min(first.end, Math.max(span.first ?? first.end, to - readyDays));
  return { ...question, range: "expand", from: { start: from - 1, end: from }, to: { start: to - 1, end: to } };
}

/** The report from what all parts add. */
export function sweptReport(told: Told, question: Question, parts: readonly SweptPart[]): Report {
  const { definition } = question;
  const products = parts[0]?.products ?? [];
  const isCombination = definition.unit === "combination";
  const counts = addedUp(parts.map((one) => one.counts)).map(({ part, i, stage, by, product, status, n }) => ({
    part,
    i,
    stage,
    by: isCombination ? [] : by,
    product: product < 0 ? null : (told.products[product] ?? null),
    status,
    n: BigInt(n),
  }));
  const grid = gridOf({
    definition,
    periods: periodsOf(told, question),
    stages: told.stages,
    heldStages: new Set(told.heldStages),
    products: products.map((number) => told.products[number] ?? ""),
  });
  return assembleReport(grid, counts, { question, stageSource: told.stageSource, warnings: told.warnings });
}

/** The places of the periods that a question asks for. */
export function placesAsked(told: Told, question: Question): Places {
  const { period } = question.definition;
  return placesOf(periodsOf(told, question), period.kind === "trailing" ? period.days : null);
}

function periodsOf({ span }: Told, question: Question): readonly TimelinePeriod[] {
  const { period, unit, timezone } = question.definition;
  // Only a stage's periods before the range are found from more than the activities.
  const onePass = period.kind === "trailing" && unit !== "combination";
  const history = unit === "stage" ? span.history : onePass ? null : span.first;
  return timeline(question, openZone(timezone), { ...span, history });
}
