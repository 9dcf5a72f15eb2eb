import type { Explanation } from "../api/schema.ts";
import { roundedToSum } from "../words/numbers.ts";

/** A part of a change, in points of the rate and in clusters, rounded so that the parts add up as they are shown. */
export interface ShownPart {
  readonly part: "behaviour" | "mix" | "entry-exit" | "restated" | "definition";
  readonly name: string;
  readonly note: string;
  readonly points: number | null;
  readonly clusters: number;
}

const parts = [
  { part: "behaviour", name: "Behaviour", note: "inside stages" },
  { part: "mix", name: "Mix", note: "changed stage" },
  { part: "entry-exit", name: "Entry and exit", note: "came or left" },
  { part: "restated", name: "Restated data", note: "late or corrected" },
  { part: "definition", name: "Definition", note: "changed meaning" },
] as const;

/** The parts of an explanation, in their fixed order; those of zero stay. */
export function shownParts(
  explanation: Pick<Explanation, "count" | "rate">,
  points: number | null,
): readonly ShownPart[] {
  const values = (of: Explanation["count"]): readonly number[] => [
    of.behaviour,
    of.mix,
    of.entry + of.exit,
    of.restated,
    of.definition,
  ];
  const clusters = roundedToSum(values(explanation.count), explanation.count.change, 0);
  const rates = explanation.rate;
  const inPoints =
    rates === null || points === null
      ? null
      : roundedToSum(
          values(rates).map((each) => each * 100),
          points,
          1,
        );
  return parts.map((each, index) => ({ ...each, points: inPoints?.[index] ?? null, clusters: clusters[index] ?? 0 }));
}
