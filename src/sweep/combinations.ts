import { cellsOf } from "./cells.ts";
import { type Held, admitter, heldReader, newAdmission } from "./held.ts";
import type { SweepInput } from "./input.ts";
import { stretchesOf } from "./stage-units.ts";
import { clusterUnits } from "./cluster-units.ts";
import { type CountedUnit, type SweepQuestion, hasAdmission } from "./question.ts";

/** Calls back for every combination of attribute values with the places in which it has an active customer. */
export function combinationUnits(input: SweepInput, question: SweepQuestion, visit: (unit: CountedUnit) => void): void {
  const { definition, places } = question;
  const { states, clusters } = input;
  if (states === null) return;
  // What combinations are made of: the values alone, whatever the stage.
  const cells = cellsOf(input.labels, { stages: false });
  const about = { definition, places, reach: "all" } as const;
  const [whole, cut] = [
    heldReader(states, clusters, { ...about, extent: "whole" }),
    places.cut.length > 0 ? heldReader(states, clusters, { ...about, extent: "cut" }) : null,
  ];
  const marks = new Map<string, Marks>();
  const marksOf = (product: number, combination: number): Marks => {
    const key = `${product} ${combination}`;
    const known = marks.get(key) ?? {
      product,
      combination,
      whole: new Uint8Array(places.count),
      cut: new Uint8Array(places.count),
    };
    marks.set(key, known);
    return known;
  };
  const customers = {
    ...definition,
    unit: "cluster",
    stages: false,
    denominator: "none",
    by: [],
    stageAt: "end",
  } as const;
  clusterUnits(input, { ...question, definition: customers, cells }, (unit, cluster) => {
    whole(cluster, (held) => {
      mark(unit.active, held, marksOf(unit.product, cells.ofPopulation(held.label)).whole);
    });
    const active = unit.cut;
    if (active !== null)
      cut?.(cluster, (held) => {
        mark(active, held, marksOf(unit.product, cells.ofPopulation(held.label)).cut);
      });
  });
  const admissions = hasAdmission(definition) ? admissionsOf(input, question) : null;
  for (const { product, combination, whole: active, cut: cutActive } of marks.values())
    visit({
      product,
      active: stretchesOf(active, places.count),
      cut: cut === null ? null : stretchesOf(cutActive, places.count),
      admission: admissions?.(combination) ?? null,
      labelled: null,
    });
  // Combinations that nobody active has are in the population all the same.
  if (admissions !== null)
    for (const combination of cells.cells.keys()) {
      if (marks.has(`-1 ${combination}`)) continue;
      const admission = admissions(combination);
      if (admission.population.count > 0)
        visit({ product: -1, active: stretchesOf(undefined, 0), cut: null, admission, labelled: null });
    }
}

interface Marks {
  readonly product: number;
  readonly combination: number;
  readonly whole: Uint8Array;
  readonly cut: Uint8Array;
}

function mark(active: CountedUnit["active"], held: Held, marks: Uint8Array): void {
  for (let k = 0; k < active.count; k++) {
    const from = Math.max(active.from[k] as number, held.from, 0);
    const to = Math.min(active.to[k] as number, held.to, marks.length);
    if (from < to) marks.fill(1, from, to);
  }
}

/** What the combinations are let into: existing where any customer with those values does. */
function admissionsOf(input: SweepInput, { definition, places }: SweepQuestion) {
  const cells = cellsOf(input.labels, { stages: false });
  const present = new Map<number, Uint8Array>();
  const held = new Map<number, Uint8Array>();
  const at = (map: Map<number, Uint8Array>, combination: number): Uint8Array => {
    const known = map.get(combination) ?? new Uint8Array(places.count);
    map.set(combination, known);
    return known;
  };
  const { states, clusters } = input;
  if (states !== null) {
    const read = heldReader(states, clusters, { definition, places, reach: "all", extent: "cut" });
    for (let cluster = 0; cluster < clusters; cluster++)
      read(cluster, (one) => {
        const combination = cells.ofPopulation(one.label);
        at(held, combination).fill(1, one.from, one.to);
        if (one.present) at(present, combination).fill(1, one.from, one.to);
      });
  }
  const single = cellsOf([], { stages: false });
  const admit = admitter({ ...definition, stageAt: "any" }, { labels: [] }, single);
  const into = newAdmission();
  return (combination: number) => {
    const list: Held[] = [];
    for (let place = Math.max(places.reported - 1, 0); place < places.count; place++)
      if (held.get(combination)?.[place] === 1)
        list.push({
          from: place,
          to: place + 1,
          label: 0,
          present: present.get(combination)?.[place] === 1,
          weight: 1,
        });
    admit(list, into);
    return into;
  };
}
