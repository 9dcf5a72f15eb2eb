import {
  type MovePlace,
  balanceStatement,
  couldListStatement,
  movesListStatement,
  movesStatement,
} from "../compile/transitions-statement.ts";
import { byColumns } from "../compile/names.ts";
import { SmacError } from "../errors.ts";
import { type Grid, printPeriod } from "../query/assemble.ts";
import type { MoveList, MovedCluster } from "../query/cell-list.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import { type BalanceCount, type MoveCount, type Transitions, assembleTransitions } from "../query/transitions.ts";
import { formatInstant } from "../time/instant.ts";
import { suggestion } from "../text/nearest.ts";
import { listedDefinition } from "./ask-clusters.ts";
import { type Value, listedPeriod, textOf, wholeOf } from "./measured.ts";
import { type Prepared, prepare, preparedGrid } from "./prepare.ts";
import { type Session, query } from "./session.ts";

/** Which moves are listed; left out: all of the period. */
export interface TransitionsListRequest {
  /** The stage they left; `none`: they came from none. */
  readonly from?: string | undefined;
  /** The stage they entered; `none`: they left the journey. */
  readonly to?: string | undefined;
  /** Values of the definition's attributes, by name. */
  readonly by?: Readonly<Record<string, string | null>> | undefined;
  /** Instead: everybody who could have moved out of `from`, the base of its conversion. */
  readonly could?: boolean | undefined;
}

/**
 * The moves between stages in each period.
 *
 * @throws SmacError `QUERY_NO_STAGE_HISTORY` when stages are not known, or only today's.
 */
export async function askTransitions(session: Session, question: Question, facts: Facts): Promise<Transitions> {
  const { prepared, grid } = await stageGrid(session, question, facts);
  const by = byColumns(grid.definition.by.length);
  const moves = await query<Record<string, Value>>(session, movesStatement(prepared.setting));
  const balances = await query<Record<string, Value>>(session, balanceStatement(prepared.setting));
  const { name, version } = question.definition;
  return {
    definition: { name, version },
    ...assembleTransitions(
      grid,
      moves.map((row): MoveCount => ({
        ...counts(row, ["i", "before", "stage", "moves", "clusters"]),
        ...heldSums(row),
        by: by.map((column) => textOf(row[column])),
      })),
      balances.map((row): BalanceCount => ({
        ...counts(row, ["i", "stage", "opening", "entered", "exited", "closing", "could"]),
        ...heldSums(row),
      })),
    ),
    ...(prepared.warnings.length > 0 ? { warnings: prepared.warnings } : {}),
  };
}

/** The moves behind a number, one a row. */
export async function askTransitionsList(
  session: Session,
  question: Question,
  facts: Facts,
  request: TransitionsListRequest,
): Promise<MoveList> {
  const definition = listedDefinition(question.definition, request);
  const { prepared, grid } = await stageGrid(session, { ...question, definition }, facts);
  const period = listedPeriod({ prepared, grid });
  const place: MovePlace = {
    index: period.index,
    from: stageNamed(grid, request.from),
    to: stageNamed(grid, request.to),
    by: request.by === undefined ? null : definition.by.map((name) => request.by?.[name] ?? null),
  };
  const { setting } = prepared;
  const rows = await query<Record<string, Value>>(
    session,
    request.could === true
      ? couldListStatement(setting, { index: place.index, from: stageLeft(place) })
      : movesListStatement(setting, place),
  );
  const clusters = rows.map((row) => movedCluster(row, grid));
  return {
    measure: "transitions",
    period: printPeriod(grid.definition, period),
    cell: {
      ...(request.from === undefined ? {} : { from: request.from }),
      ...(request.to === undefined ? {} : { to: request.to }),
      ...(request.could === true ? { could: "yes" } : {}),
      ...Object.fromEntries(Object.entries(request.by ?? {}).map(([key, value]) => [`by.${key}`, value])),
    },
    count: clusters.length,
    clusters,
    ...(prepared.warnings.length > 0 ? { warnings: prepared.warnings } : {}),
  };
}

/** What stages say is asked of no activity: the definition's zone, period and attributes are all that counts. */
export async function stageGrid(
  session: Session,
  question: Question,
  facts: Facts,
): Promise<{ readonly prepared: Prepared; readonly grid: Grid }> {
  if (facts.stageSource !== "history") {
    throw new SmacError(
      "QUERY_NO_STAGE_HISTORY",
      facts.stageSource === null ? "no stages are known" : "only today's stages are known: nobody is seen to move",
      { hint: "give their history: --stages FILE with the columns cluster, stage, from" },
    );
  }
  const definition = {
    ...question.definition,
    unit: "stage" as const,
    stages: true,
    stageAt: "end" as const,
    denominator: "none" as const,
    over: "none" as const,
    products: false,
  };
  const prepared = await prepare(session, { ...question, definition }, facts, false);
  return { prepared, grid: preparedGrid(prepared) };
}

/**
 * The number of a stage by its name, in any case; 0: `none`; null: none is named.
 *
 * @throws SmacError `QUERY_UNKNOWN_STAGE`.
 */
export function stageNamed({ stages }: Grid, name: string | undefined): number | null {
  if (name === undefined) return null;
  const found =
    stages.find((stage) => stage.name === name) ??
    stages.find((stage) => stage.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found.number;
  if (name === "none") return 0;
  throw new SmacError("QUERY_UNKNOWN_STAGE", `there is no stage “${name}”`, {
    hint: suggestion(name, [...stages.map((stage) => stage.name), "none"]),
  });
}

function stageLeft({ from }: MovePlace): number {
  if (from !== null && from > 0) return from;
  throw new SmacError("QUERY_NO_STAGE", "who could have moved is asked of one stage", {
    hint: "name it: --out-of STAGE",
  });
}

/** A line of a list of moves. */
export function movedCluster(row: Readonly<Record<string, Value>>, { stages }: Grid): MovedCluster {
  const nameOf = (value: Value) => stages.find((stage) => stage.number === Number(value))?.name ?? null;
  const at = row["at"];
  return {
    cluster: String(row["cluster"]),
    name: textOf(row["name"]),
    owner: textOf(row["owner"]),
    at: typeof at === "number" && Number.isFinite(at) ? formatInstant(at) : null,
    from: nameOf(row["before"]),
    to: nameOf(row["stage"]),
    held_days: row["held"] === null || row["held"] === undefined ? null : Number(row["held"]) / 86_400_000_000,
  };
}

function counts<K extends string>(row: Readonly<Record<string, Value>>, names: readonly K[]): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, Number(row[name])])) as Record<K, number>;
}

function heldSums(row: Readonly<Record<string, Value>>) {
  const median = row["median"];
  return {
    known: Number(row["known"]),
    total: wholeOf(row["total"]),
    median: median === null || median === undefined ? null : Number(median),
  };
}
