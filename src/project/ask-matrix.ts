import { matrixStatement } from "../compile/matrix-statement.ts";
import { SmacError } from "../errors.ts";
import { printPeriod } from "../query/assemble.ts";
import type { Facts } from "../query/facts.ts";
import { type Matrix, assembleMatrix } from "../query/matrix.ts";
import type { Question } from "../query/question.ts";
import { rankClusters } from "../query/rank.ts";
import { listedFacts } from "./listed-facts.ts";
import {
  type CellRequest,
  type Value,
  listedPeriod,
  measured,
  narrowed,
  placeOf,
  textOf,
  wholeOf,
} from "./measured.ts";
import { type Session, query } from "./session.ts";

/** Which clusters a matrix has, how many of them, and what its cells hold. */
export interface MatrixRequest extends CellRequest {
  /** Default: active days. */
  readonly cells?: "days" | "events" | undefined;
  /** The most engaged clusters that have a line of their own; null: all; default 20. */
  readonly top?: number | null | undefined;
}

/**
 * Who used what in the last asked-for period, else the last complete one.
 * `product` keeps only clusters that did something with it.
 *
 * @throws SmacError `QUERY_NO_PRODUCTS` when no column says with which product.
 */
export async function askMatrix(
  session: Session,
  question: Question,
  facts: Facts,
  request: MatrixRequest,
): Promise<Matrix> {
  if (!facts.activityHas.product) {
    throw new SmacError("QUERY_NO_PRODUCTS", "no column says with which product", {
      hint: "name it with --product COLUMN, or as “product” of an activity in smac.yml",
    });
  }
  const { top = 20 } = request;
  if (top !== null && (!Number.isInteger(top) || top < 0)) {
    throw new SmacError("QUERY_BAD_TOP", `“${top}” is no number of clusters`, {
      hint: "for example --top 20, or --all",
    });
  }
  const asked = narrowed(question, request);
  const withProducts = { ...asked, definition: { ...asked.definition, products: true } };
  const ready = await measured(session, withProducts, facts, { detail: true, product: request.product });
  const { setting, scope } = ready.prepared;
  const period = listedPeriod(ready);
  const { product, ...named } = placeOf(ready, period, request);
  const place = { ...named, product: null };
  const listed = await listedFacts(session, ready.prepared, { place: { ...place, status: "active" }, period });
  const cells = await query<Record<string, Value>>(session, matrixStatement(setting, scope, place));
  const { unit } = scope.tally.scale;
  const matrix = assembleMatrix(
    rankClusters(listed, "engaged"),
    cells.map((row) => ({
      cluster: String(row["cluster"]),
      product: textOf(row["product"]),
      days: Number(row["days"]),
      events: Number(wholeOf(row["events"])) / Number(unit),
    })),
    { cells: request.cells ?? "days", top, product },
  );
  const printed = printPeriod(ready.grid.definition, period);
  return { definition: ready.definition, period: printed, stage: request.stage ?? null, ...matrix, ...ready.warned };
}
