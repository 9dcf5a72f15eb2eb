import { SmacError } from "../../errors.ts";
import { gatheringOf, madeBy, namesIn } from "../../sql/clickhouse/gathering.ts";
import type { Param } from "../../sql/param.ts";
import type { Cell, Engine, StatementOptions } from "../engine.ts";
import { engineOn } from "./engine.ts";
import { type Row, gathered } from "./gather.ts";
import type { Node } from "./node.ts";

/** How the tables of a store are spread over shards. */
export interface Spread {
  /** Whether each row of the table is on one shard. */
  isParted(table: string): boolean;
  /** Whether a row of the table may be on several shards, each with those it needs. */
  isShared(table: string): boolean;
}

interface Statement {
  readonly sql: string;
  readonly params: readonly Param[] | undefined;
}

/**
 * Several servers as one engine. What a statement reads decides who works: of
 * tables that are spread, each server works on its own clusters, and only the
 * results come together; all else the first server answers alone.
 */
export function engineOver(nodes: readonly Node[], spread: Spread): Engine {
  const engines = nodes.map((node, shard) => engineOn(node, { shard, shards: nodes.length }));
  const [first] = engines;
  if (first === undefined) throw new Error("no server");
  /** Temporary tables: those of which each server has a part, and those that the first has for all. */
  const [parted, whole] = [new Set<string>(), new Set<string>()];
  const readsParts = (names: ReadonlySet<string>): boolean =>
    names.has("of_this_shard") ||
    [...names].some((name) => parted.has(name) || spread.isParted(name) || spread.isShared(name));
  const readsWhole = (names: ReadonlySet<string>): boolean => [...names].some((name) => whole.has(name));
  let around: AbortSignal | null = null;
  const within = (options?: StatementOptions): StatementOptions => ({
    signal: options?.signal === undefined ? around : options.signal,
  });
  async function gather(tables: readonly string[], options: StatementOptions): Promise<void> {
    for (const table of tables) {
      if (!parted.delete(table)) continue;
      for (const engine of engines.slice(1)) await bring({ from: engine, to: first as Engine, table }, options);
      whole.add(table);
    }
  }
  /** The parts of all servers brought to the first, where an answer cannot be put together from answers. */
  async function together<T>(
    { sql, params }: Statement,
    names: ReadonlySet<string>,
    options: StatementOptions,
  ): Promise<T[]> {
    if ([...names].some((name) => spread.isParted(name) || spread.isShared(name))) throw notTogether();
    await gather([...names], options);
    return (first as Engine).rows<T>(sql, params, options);
  }
  async function rows<T>(sql: string, params?: readonly Param[], asked?: StatementOptions): Promise<T[]> {
    const [names, options] = [namesIn(sql), within(asked)];
    if (readsWhole(names) || !readsParts(names)) return (first as Engine).rows<T>(sql, params, options);
    const how = gatheringOf(sql);
    const twice =
      how?.counts === true && !names.has("of_this_shard") && [...names].some((name) => spread.isShared(name));
    if (how === null || twice) return together<T>({ sql, params }, names, options);
    const parts = await onAll(engines, options, (engine, each) => engine.rows<Row>(sql, params, each));
    return gathered(parts, how) as T[];
  }
  return {
    speaks: "clickhouse",
    scratch: "",
    parted: { gather: (tables) => gather(tables, within()) },
    async run(sql, params, asked) {
      const [made, names, options] = [madeBy(sql), namesIn(sql), within(asked)];
      const alone = readsWhole(new Set([...names].filter((name) => name !== made)));
      for (const set of [parted, whole]) if (made !== null) set.delete(made);
      if (alone) await first.run(sql, params, options);
      else await onAll(engines, options, (engine, each) => engine.run(sql, params, each));
      if (made !== null && alone) whole.add(made);
      else if (made !== null && readsParts(names)) parted.add(made);
    },
    rows,
    async *stream<T>(sql: string, params?: readonly Param[], options?: StatementOptions) {
      yield await rows<T>(sql, params, options);
    },
    columns: (...asked) => first.columns(...asked),
    append: (...asked) => first.append(...asked),
    async stoppable(signal, work) {
      const before = around;
      around = signal;
      return work().finally(() => {
        around = before;
      });
    },
    progress: () => meanOf(engines),
    close: async () => {
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
}

/** Adds what one server holds of a table to another's. */
async function bring(
  { from, to, table }: { readonly from: Engine; readonly to: Engine; readonly table: string },
  options: StatementOptions,
): Promise<void> {
  const rows = await from.rows<Record<string, Cell>>(`select * from ${table}`, [], options);
  const [one] = rows;
  if (one === undefined) return;
  await to.append(
    table,
    Object.keys(one),
    rows.map((row) => Object.values(row)),
  );
}

/** Does the work on every server at once; where one fails, the others are stopped. */
async function onAll<T>(
  engines: readonly Engine[],
  { signal: given = null }: StatementOptions,
  work: (engine: Engine, options: StatementOptions) => Promise<T>,
): Promise<T[]> {
  const stop = new AbortController();
  const signal = given === null ? stop.signal : AbortSignal.any([given, stop.signal]);
  const failures: unknown[] = [];
  const asked = engines.map((engine) =>
    work(engine, { signal }).catch((error: unknown) => {
      failures.push(error);
      stop.abort();
    }),
  );
  const answers = await Promise.all(asked);
  if (failures.length > 0) throw failures[0];
  return answers as T[];
}

function meanOf(engines: readonly Engine[]): { readonly percent: number } | null {
  const known = engines.flatMap((engine) => engine.progress()?.percent ?? []);
  return known.length === 0 ? null : { percent: known.reduce((sum, one) => sum + one, 0) / known.length };
}

function notTogether(): SmacError {
  return new SmacError("ENGINE_NOT_TOGETHER", "the answers of several shards to this question cannot be put together", {
    hint: "ask it of a store in a file, or on a single server: `smac copy` brings the data there",
  });
}
