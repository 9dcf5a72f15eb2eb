import type { Definition } from "../model/definition.ts";
import { activeFinder } from "./active.ts";
import type { ActiveFinder } from "./active-query.ts";
import type { Cells } from "./cells.ts";
import { type Admission, type Admitter, type HeldReader, admitter, heldReader, newAdmission } from "./held.ts";
import { type SweepInput, offsetsOf } from "./input.ts";
import { labelledRanges } from "./labelled.ts";
import type { Places } from "./places.ts";
import { type CountedUnit, type SweepQuestion, hasAdmission, isLabelled } from "./question.ts";
import { RowBuffer } from "./scoped-rows.ts";
import { Stretches } from "./stretches.ts";
import { type UserDeeds, userDeeds } from "./user-deeds.ts";

/** Calls back for every cluster and product with what it did and was. */
export function clusterUnits(
  input: SweepInput,
  question: SweepQuestion & { readonly cells: Cells },
  visit: (unit: CountedUnit, cluster: number) => void,
): void {
  const { definition, places, products, cells } = question;
  const { activity } = input;
  const find = activeFinder(input, definition.threshold, places);
  const offsets = offsetsOf(activity.cluster, activity.rows, input.clusters);
  const admit = admissionReader(input, { definition, places, cells });
  const labelled = isLabelled(definition) ? labelledRanges(input, { find, places, cells }) : null;
  const [everything, scope] = [new RowBuffer(), new RowBuffer()];
  const [active, cut] = [new Stretches(), places.cut.length > 0 ? new Stretches() : null];
  const { events } = activity;
  for (let cluster = 0; cluster < input.clusters; cluster++) {
    everything.range(offsets[cluster] as number, offsets[cluster + 1] as number);
    const admission = admit?.(cluster, everything) ?? null;
    for (const product of [-1, ...products]) {
      if (product >= 0) keep(everything, scope, (row) => activity.product?.[row] === product);
      const rows = product < 0 ? everything : scope;
      if (product >= 0 && rows.count === 0) continue;
      const query = { cluster, scope: rows, everything, events };
      find({ ...query, extent: "whole" }, active);
      if (cut !== null) findCut(find, query, cut);
      visit({ product, active, cut, admission, labelled: labelled?.(cluster, rows, everything) ?? null }, cluster);
    }
  }
}

function findCut(find: ActiveFinder, query: Omit<Parameters<ActiveFinder>[0], "extent">, cut: Stretches): void {
  find({ ...query, extent: "cut" }, cut);
}

/** Keeps the rows of a cluster that a test holds for. */
export function keep(from: RowBuffer, into: RowBuffer, test: (row: number) => boolean): void {
  into.clear();
  for (let k = 0; k < from.count; k++) {
    const row = from.rows[k] as number;
    if (test(row)) into.add(row);
  }
}

type AdmissionReader = (cluster: number, everything: RowBuffer) => Admission;

function admissionReader(
  input: SweepInput,
  about: { readonly definition: Definition; readonly places: Places; readonly cells: Cells },
): AdmissionReader | null {
  const { definition, places, cells } = about;
  if (!hasAdmission(definition) || input.states === null) return null;
  const read: HeldReader = heldReader(input.states, input.clusters, {
    definition,
    places,
    reach: "reported",
    extent: "cut",
  });
  const deeds: UserDeeds | null = input.ownHistory === null ? null : userDeeds(input, places);
  const admit: Admitter = admitter(
    deeds === null ? definition : { ...definition, stageAt: overlapping(definition) },
    input,
    cells,
  );
  const into = newAdmission();
  return (cluster, everything) => {
    const held: Parameters<Parameters<HeldReader>[1]>[0][] = [];
    if (deeds === null || input.ownHistory?.[cluster] === 1) read(cluster, (one) => held.push(one));
    else deeds(everything, (one) => held.push(one));
    admit(held, into);
    return into;
  };
}

/** Users may hold several stages at once, those of the clusters they acted for. */
function overlapping({ stageAt }: Definition): Definition["stageAt"] {
  return stageAt === "time-weighted" ? stageAt : "any";
}
