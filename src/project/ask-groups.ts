import { edgeStatement, unjoinedStatement } from "../compile/edge-statement.ts";
import { SmacError } from "../errors.ts";
import type { CellCount } from "../query/assemble.ts";
import { type Component, type Edge, componentsOf } from "../query/components.ts";
import { distinctIndex, overPeriods } from "../query/timeline.ts";
import type { Prepared } from "./prepare.ts";
import { type Session, query } from "./session.ts";

/** The groups of members who interacted, for each reported period: by everything they did (null), or with one product alone. */
export async function askGroups(
  session: Session,
  prepared: Prepared,
): Promise<(product: string | null) => ReadonlyMap<number, readonly Component[]>> {
  const { facts, question } = prepared.setting;
  if (!facts.activityHas.member || !facts.activityHas.other) throw noInteractions(question.definition.name);
  const found = await query<Edge>(session, edgeStatement(prepared.setting));
  const edges = found.map((edge) => ({
    ...edge,
    i: Number(edge.i),
    day: Number(edge.day),
    events: Number(edge.events),
    last_at: Number(edge.last_at),
  }));
  return (product) =>
    componentsOf(
      product === null ? edges : edges.filter((edge) => edge.product === product),
      question.definition.threshold,
    );
}

/** Why groups of members who interacted cannot be told. */
export function noInteractions(definition: string): SmacError {
  return new SmacError("QUERY_NO_INTERACTIONS", `the definition “${definition}” needs two members on each activity`, {
    hint: "name their columns: of a file with --member COL and --with COL, in smac.yml as member and other of an activity",
  });
}

/** The groups as the cells of a report: as many active as there are groups. */
export async function groupCounts(session: Session, prepared: Prepared): Promise<readonly CellCount[]> {
  const groupsOf = await askGroups(session, prepared);
  const [unjoined] = await query<{ n: number }>(session, unjoinedStatement());
  const used = new Set(overPeriods(prepared.periods.filter((p) => p.reported)).map((p) => p.index));
  const cell = (part: string, i: number, product: string | null, n: number): CellCount => ({
    part,
    i,
    stage: 0,
    by: [],
    product,
    status: "active",
    n: BigInt(n),
  });
  const counts = [null, ...prepared.scope.tally.products].flatMap((product) => {
    const groups = groupsOf(product);
    const distinct = new Set(
      [...groups].flatMap(([i, list]) => (used.has(i) ? list.map((group) => JSON.stringify(group.members)) : [])),
    ).size;
    const numbers = [...[...groups].map(([i, list]) => [i, list.length] as const), [distinctIndex, distinct] as const];
    return numbers.flatMap(([i, n]) => [
      cell("row", i, product, n),
      ...(product === null ? [cell("total", i, null, n)] : []),
    ]);
  });
  return [...counts, { ...cell("unattributed", 0, null, Number(unjoined?.n ?? 0)), status: "unattributed" }];
}
