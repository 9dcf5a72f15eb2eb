import type { Explanation } from "../api/schema.ts";
import { roundedToSum, signedCount, signedPoints } from "../words/numbers.ts";

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
    of.entry,
    of.exit,
    of.restated,
    of.definition,
  ];
  const clusters = together(roundedToSum(values(explanation.count), explanation.count.change, 0));
  const rates = explanation.rate;
  const inPoints =
    rates === null || points === null
      ? null
      : together(
          roundedToSum(
            values(rates).map((each) => each * 100),
            points,
            1,
          ),
        );
  const ways = inPoints === null ? clusters.ways.map(signedCount) : inPoints.ways.map(signedPoints);
  return parts.map((each, index) => ({
    ...each,
    note: each.part === "entry-exit" ? `${ways[0]} came, ${ways[1]} left` : each.note,
    points: inPoints?.parts[index] ?? null,
    clusters: clusters.parts[index] ?? 0,
  }));
}

/** Who came and who left as one part, and each by itself. */
function together([behaviour = 0, mix = 0, entry = 0, exit = 0, ...told]: readonly number[]): {
  readonly parts: readonly number[];
  readonly ways: readonly [number, number];
} {
  return { parts: [behaviour, mix, Math.round((entry + exit) * 10) / 10, ...told], ways: [entry, exit] };
}
