import { type Admission, Admitting } from "./admission.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { clusterUnits } from "./cluster-units.ts";
import { heldReader } from "./held.ts";
import { HeldList, stateOf } from "./held-list.ts";
import type { SweepInput } from "./input.ts";
import { MarkedUnits } from "./marked-units.ts";
import type { Places } from "./places.ts";
import { type SweepQuestion, type Units, hasAdmission } from "./question.ts";
import type { Stretches } from "./stretches.ts";

/** Calls back for every combination of attribute values with the places in which it has an active customer. */
export function combinationUnits(input: SweepInput, question: SweepQuestion): Units {
  const { definition, places } = question;
  const marked = new MarkedUnits(places);
  const { states } = input;
  if (states === null) return marked.units;
  const cells = combinationsOf(input);
  const held = new HeldList();
  const readers = marked.extents.map((extent) => ({
    extent,
    read: heldReader(states, { definition, places, reach: "all", extent }),
  }));
  const customers = { ...definition, unit: "cluster", stages: false, denominator: "none", by: [], stageAt: "end" };
  const about = { ...question, definition: customers as typeof definition, cells };
  clusterUnits(
    input,
    about,
  )(({ unit, product, active, cut }) => {
    for (const { extent, read } of readers) {
      const found = extent === "whole" ? active : cut;
      if (found === null || found.count === 0) continue;
      held.clear();
      read(unit, held);
      for (let k = 0; k < held.count; k++)
        mark(found, { held, k }, marked.marks(product, cells.ofPopulation((held.state[k] as number) >> 1))[extent]);
    }
  });
  return marked.units;
}

/** What combinations are made of: the values alone, whatever the stage. */
function combinationsOf({ labels }: SweepInput): Cells {
  return cellsOf(labels, { stages: false });
}

function mark(
  active: Stretches,
  { held, k }: { readonly held: HeldList; readonly k: number },
  marks: Uint8Array,
): void {
  for (let j = 0; j < active.count; j++) {
    const from = Math.max(active.from[j] as number, held.from[k] as number, 0);
    const to = Math.min(active.to[j] as number, held.to[k] as number, marks.length);
    if (from < to) marks.fill(1, from, to);
  }
}

/** What the combinations are let into: existing where any customer with those values does. Null: everything. */
export function combinationAdmission(input: SweepInput, { definition, places }: SweepQuestion): Admission | null {
  const { states, clusters } = input;
  if (!hasAdmission(definition) || states === null) return null;
  const cells = combinationsOf(input);
  const [held, present] = [cells.cells, cells.cells].map((all) => all.map(() => new Uint8Array(places.count)));
  const read = heldReader(states, { definition, places, reach: "all", extent: "cut" });
  const one = new HeldList();
  for (let cluster = 0; cluster < clusters; cluster++) {
    one.clear();
    read(cluster, one);
    for (let k = 0; k < one.count; k++) {
      const state = one.state[k] as number;
      const combination = cells.ofPopulation(state >> 1);
      held?.[combination]?.fill(1, one.from[k], one.to[k]);
      if ((state & 1) === 1) present?.[combination]?.fill(1, one.from[k], one.to[k]);
    }
  }
  return admit({ held: held ?? [], present: present ?? [] }, definition, places);
}

function admit(
  { held, present }: { readonly held: readonly Uint8Array[]; readonly present: readonly Uint8Array[] },
  definition: SweepQuestion["definition"],
  places: Places,
): Admission {
  const labels = [{ stage: 0, by: [] }];
  const cells = cellsOf(labels, { stages: false });
  const admission = new Admitting({ ...definition, stageAt: "any" }, places, { labels, cells });
  const list = new HeldList();
  for (const [combination, marks] of held.entries()) {
    list.clear();
    for (let place = Math.max(places.reported - 1, 0); place < places.count; place++)
      if (marks[place] === 1) list.add(place, place + 1, stateOf(0, present[combination]?.[place] === 1), 1);
    admission.add(list);
  }
  return admission;
}
