import type { Definition } from "../model/definition.ts";
import { type Admission, Admitting } from "./admission.ts";
import type { Cells } from "./cells.ts";
import { edgesOf } from "./edges.ts";
import { heldReader } from "./held.ts";
import { HeldList } from "./held-list.ts";
import type { SweepInput } from "./input.ts";
import { keptFor } from "./kept.ts";
import type { Places } from "./places.ts";
import { hasAdmission } from "./question.ts";
import { userDeeds } from "./user-deeds.ts";

/**
 * What each cluster (or user) is let into; null: everything. Worked out once
 * for all questions that look at the same instants in the same way: at a
 * period's end, whatever the length of a trailing window.
 */
export function clusterAdmission(
  input: SweepInput,
  about: { readonly definition: Definition; readonly places: Places; readonly cells: Cells },
): Admission | null {
  const { definition, places } = about;
  const { states, ownHistory } = input;
  if (!hasAdmission(definition) || states === null) return null;
  const { unit, stages, stageAt, denominator } = definition;
  const { startAt, endAt, start, soFar } = edgesOf(places, "cut");
  const looksAt = stageAt === "end" && ownHistory === null ? [endAt] : [endAt, startAt, start, soFar];
  const key = [unit, stages, stageAt, denominator, places.reported, ...looksAt].join(" ");
  return keptFor(states, `admission ${key}`, () => admissionOf(input, about));
}

function admissionOf(
  input: SweepInput,
  about: { readonly definition: Definition; readonly places: Places; readonly cells: Cells },
): Admission | null {
  const { definition, places, cells } = about;
  const { states, ownHistory, labels } = input;
  if (states === null) return null;
  const read = heldReader(states, { definition, places, reach: "reported", extent: "cut" });
  const deeds = ownHistory === null ? null : userDeeds(input, places);
  const stageAt = deeds === null ? definition.stageAt : overlapping(definition);
  const admission = new Admitting({ ...definition, stageAt }, places, { labels, cells });
  const held = new HeldList();
  for (let cluster = 0; cluster < input.clusters; cluster++) {
    held.clear();
    if (deeds === null || ownHistory?.[cluster] === 1) read(cluster, held);
    else deeds(cluster, held);
    admission.add(held);
  }
  return admission;
}

/** Users may hold several stages at once, those of the clusters they acted for. */
function overlapping({ stageAt }: Definition): Definition["stageAt"] {
  return stageAt === "time-weighted" ? stageAt : "any";
}
