import { type Fragment, type Step, int, join, raw, sql, text } from "../sql/fragment.ts";
import { type CellScope, cellSteps, hasAdmitted, isLabelled, rowBy } from "./cells.ts";
import { scopedStep } from "./scoped.ts";
import type { Setting } from "./setting.ts";

/** Which cell of a report: a period's row, or its total. */
export interface CellPlace {
  /** The period's number. */
  readonly index: number;
  /** A place in the stage order; null: the total, or rows without stages. */
  readonly stage: number | null;
  readonly product: string | null;
  /** The values of the attributes of `by`; null: whatever they are. */
  readonly by: readonly (string | null)[] | null;
}

/** The columns that tell one cell's cluster from another's. */
export function cellKeys(setting: Setting): readonly string[] {
  return ["part", "i", "stage", ...rowBy(setting), "product", "cluster"];
}

/**
 * `cell_active`: the active clusters of every cell of the reported periods, as
 * the report counts them: `part` (row or total), `i, stage, b0…, product,
 * cluster, status, w`. With `scoped` before it where deeds are looked at.
 */
export function cellActiveSteps(
  setting: Setting,
  scope: CellScope,
  { deeds }: { readonly deeds: boolean },
): readonly Step[] {
  const by = rowBy(setting);
  const b = by.map((c) => `, ${c}`).join("");
  const noBy = by.map((c) => `, cast(null as varchar) as ${c}`).join("");
  const scoped = deeds && !scope.clipped && !isLabelled(setting) ? [scopedStep(setting)] : [];
  const body = raw(`
select 'row' as part, i, stage${b}, product, cluster, status, w from counting where status <> 'dormant'
union all
select 'total', i, 0${noBy}, product, cluster, status, w from (${totalRows(setting)}) where status <> 'dormant'`);
  return [...scoped, ...cellSteps(setting, scope), { name: "cell_active", body }];
}

/** What totals count, also of one product alone. */
function totalRows(setting: Setting): string {
  const { definition } = setting.question;
  const everything = !hasAdmitted(setting) || (!definition.stages && definition.denominator === "none");
  if (everything) return "select i, cluster, product, status, 1 as w from flagged";
  return "select d.i, d.cluster, f.product, f.status, d.w from admitted_total d join flagged f on f.i = d.i and f.cluster = d.cluster";
}

/** Whether the place is a total over stages and attributes. */
export function isTotalPlace({ question }: Setting, place: CellPlace): boolean {
  const { definition } = question;
  return (definition.stages && place.stage === null) || (definition.by.length > 0 && place.by === null);
}

/** The rows of a place, as a condition on the columns of {@link cellKeys}. */
export function atPlace(setting: Setting, place: CellPlace): Fragment {
  const total = isTotalPlace(setting, place);
  const row = rowBy(setting).map((c, index) => sql`${c} is not distinct from ${text(place.by?.[index] ?? null)}`);
  return join(
    [
      sql`part = ${text(total ? "total" : "row")}`,
      sql`i = ${int(place.index)}`,
      sql`product is not distinct from ${text(place.product)}`,
      ...(total ? [] : [sql`stage = ${int(place.stage ?? 0)}`, ...row]),
    ],
    " and ",
  );
}
