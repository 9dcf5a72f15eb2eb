import { heldReader } from "./held.ts";
import { HeldList } from "./held-list.ts";
import type { SweepInput } from "./input.ts";
import { MarkedUnits } from "./marked-units.ts";
import type { SweepQuestion, Units } from "./question.ts";

/** Calls back for every stage with the places in which it holds anybody. */
export function stageUnits(input: SweepInput, question: SweepQuestion): Units {
  const { states, clusters, labels } = input;
  const { definition, places } = question;
  const marked = new MarkedUnits(places);
  if (states === null) return marked.units;
  const held = new HeldList();
  for (const extent of marked.extents) {
    const read = heldReader(states, { definition, places, reach: "all", extent });
    for (let cluster = 0; cluster < clusters; cluster++) {
      held.clear();
      read(cluster, held);
      for (let k = 0; k < held.count; k++) {
        const stage = labels[(held.state[k] as number) >> 1]?.stage ?? 0;
        if (stage > 0) marked.marks(-1, stage)[extent].fill(1, held.from[k], held.to[k]);
      }
    }
  }
  return marked.units;
}
