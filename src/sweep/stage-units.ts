import { heldReader } from "./held.ts";
import type { SweepInput } from "./input.ts";
import { Stretches } from "./stretches.ts";
import type { CountedUnit, SweepQuestion } from "./question.ts";

/** Calls back for every stage with the places in which it holds anybody. */
export function stageUnits(input: SweepInput, question: SweepQuestion, visit: (unit: CountedUnit) => void): void {
  const { places } = question;
  const whole = stagesHeld(input, question, "whole");
  const cut = places.cut.length > 0 ? stagesHeld(input, question, "cut") : null;
  for (const stage of new Set([...whole.keys(), ...(cut?.keys() ?? [])]))
    visit({
      product: -1,
      active: stretchesOf(whole.get(stage), places.count),
      cut: cut === null ? null : stretchesOf(cut.get(stage), places.count),
      admission: null,
      labelled: null,
    });
}

function stagesHeld(
  { states, clusters, labels }: SweepInput,
  { definition, places }: SweepQuestion,
  extent: "whole" | "cut",
): ReadonlyMap<number, Uint8Array> {
  const held = new Map<number, Uint8Array>();
  if (states === null) return held;
  const read = heldReader(states, clusters, { definition, places, reach: "all", extent });
  for (let cluster = 0; cluster < clusters; cluster++)
    read(cluster, ({ from, to, label }) => {
      const stage = labels[label]?.stage ?? 0;
      if (stage === 0) return;
      const at = held.get(stage) ?? new Uint8Array(places.count);
      at.fill(1, from, to);
      held.set(stage, at);
    });
  return held;
}

/** The stretches in which the marks are set. */
export function stretchesOf(marks: Uint8Array | undefined, count: number): Stretches {
  const stretches = new Stretches();
  for (let place = 0; place < count; place++) if (marks?.[place] === 1) stretches.add(place, place + 1);
  return stretches;
}
