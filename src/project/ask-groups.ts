import { edgeStatement, unjoinedStatement } from "../compile/edge-statement.ts";
import { SmacError } from "../errors.ts";
import type { CellCount } from "../query/assemble.ts";
import { type Component, type Edge, componentsOf } from "../query/components.ts";
import { distinctIndex, overPeriods } from "../query/timeline.ts";
import { type Prepared, type Session, query } from "./prepare.ts";

/** The groups of members who interacted, for each reported period. */
export async function askGroups(session: Session, prepared: Prepared): Promise<ReadonlyMap<number, readonly Component[]>> {
  const { facts, question } = prepared.setting;
  if (!facts.activityHas.member || !facts.activityHas.other) {
    throw new SmacError("QUERY_NO_INTERACTIONS", `the definition “${question.definition.name}” needs two members on each activity`, {
      hint: "name their columns with --member COL and --with COL",
    });
  }
  const edges = await query<Edge>(session, edgeStatement());
  const plain = edges.map((edge) => ({ ...edge, i: Number(edge.i), day: Number(edge.day), events: Number(edge.events), last_at: Number(edge.last_at) }));
  return componentsOf(plain, question.definition.threshold);
}

/** The groups as the cells of a report: as many active as there are groups. */
export async function groupCounts(session: Session, prepared: Prepared): Promise<readonly CellCount[]> {
  const groups = await askGroups(session, prepared);
  const [unjoined] = await query<{ n: number }>(session, unjoinedStatement());
  const cell = (part: string, i: number, n: number): CellCount => ({ part, i, stage: 0, by: [], product: null, status: "active", n: BigInt(n) });
  const counts = [...groups].flatMap(([i, list]) => [cell("row", i, list.length), cell("total", i, list.length)]);
  const used = overPeriods(prepared.periods.filter((p) => p.reported));
  const distinct = new Set(used.flatMap((p) => (groups.get(p.index) ?? []).map((group) => JSON.stringify(group.members)))).size;
  return [...counts, cell("row", distinctIndex, distinct), cell("total", distinctIndex, distinct), { ...cell("unattributed", 0, Number(unjoined?.n ?? 0)), status: "unattributed" }];
}
