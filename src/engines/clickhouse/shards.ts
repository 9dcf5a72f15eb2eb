import { createHash } from "node:crypto";
import { SmacError } from "../../errors.ts";
import { gatheringOf, madeBy, namesIn } from "../../sql/clickhouse/gathering.ts";
import type { Param } from "../../sql/param.ts";
import type { Cell, Engine, StatementOptions } from "../engine.ts";
import { type Place, engineOn } from "./engine.ts";
import { type Row, gathered } from "./gather.ts";
import type { Node } from "./node.ts";

/** How the tables of a store are spread over shards. */
export interface Spread {
  /** Whether each row of the table is on one shard. */
  readonly isParted: (table: string) => boolean;
  /** Whether a row of the table may be on several shards, each with those it needs. */
  readonly isShared: (table: string) => boolean;
}

interface Statement {
  readonly sql: string;
  readonly params: readonly Param[] | undefined;
}

/**
 * Several servers as one engine. What a statement reads decides who works: of
 * tables that are spread, each server works on its own clusters, and only the
 * results come together; all else the first server answers alone. Statements without a
 * signal of their own stop with `process`.
 */
export function engineOver(nodes: readonly Node[], spread: Spread, process: AbortSignal | null = null): Engine {
  const engines = nodes.map((node, shard) => engineOn(node, { shard, shards: nodes.length }));
  const [first] = engines;
  if (first === undefined) throw new Error("no server");
  const work = sharedWork([first, ...engines.slice(1)], spread);
  let around = process;
  const within = (options?: StatementOptions): StatementOptions => ({
    signal: options?.signal === undefined ? around : options.signal,
  });
  const rows = <T>(sql: string, params?: readonly Param[], options?: StatementOptions): Promise<T[]> =>
    work.rows<T>({ sql, params }, within(options));
  return {
    speaks: "clickhouse",
    scratch: "",
    parted: { gather: (tables) => work.gather(tables, within()) },
    run: (sql, params, options) => work.run({ sql, params }, within(options)),
    rows,
    async *stream<T>(sql: string, params?: readonly Param[], options?: StatementOptions) {
      yield await rows<T>(sql, params, options);
    },
    async columns(sql, params, options) {
      await work.gather([...namesIn(sql)], within(options));
      return first.columns(sql, params, within(options));
    },
    append: (...asked) => first.append(...asked),
    async stoppable(signal, doing) {
      const before = around;
      around = signal;
      return doing().finally(() => {
        around = before;
      });
    },
    progress: () => meanOf(engines),
    close: async () => {
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
}

interface SharedWork {
  run(statement: Statement, options: StatementOptions): Promise<void>;
  rows<T>(statement: Statement, options: StatementOptions): Promise<T[]>;
  /** Brings the parts of temporary tables to the first server. */
  gather(tables: readonly string[], options: StatementOptions): Promise<void>;
}

/** Who works on a statement, by what it reads. */
function sharedWork(engines: readonly [Engine, ...Engine[]], spread: Spread): SharedWork {
  const [first, ...others] = engines;
  /** Temporary tables: those of which each server has a part, and those that the first has for all. */
  const [parted, whole] = [new Set<string>(), new Set<string>()];
  const isSpread = (name: string): boolean => spread.isParted(name) || spread.isShared(name);
  const readsParts = (names: ReadonlySet<string>): boolean =>
    names.has("of_this_shard") || [...names].some((name) => parted.has(name) || isSpread(name));
  const readsWhole = (names: ReadonlySet<string>): boolean => [...names].some((name) => whole.has(name));
  async function gather(tables: readonly string[], options: StatementOptions): Promise<void> {
    for (const table of tables) {
      if (!parted.delete(table)) continue;
      for (const engine of others) await bring({ from: engine, to: first, table }, options);
      whole.add(table);
    }
  }
  return {
    gather,
    async rows<T>({ sql, params }: Statement, options: StatementOptions) {
      const names = namesIn(sql);
      if (readsWhole(names) || !readsParts(names)) return first.rows<T>(sql, params, options);
      const how = gatheringOf(sql);
      const twice = how?.counts === true && !names.has("of_this_shard") && [...names].some(spread.isShared);
      if (how === null || twice) {
        // Where an answer cannot be put together from answers, what it reads is.
        if ([...names].some(isSpread)) throw notTogether();
        await gather([...names], options);
        return first.rows<T>(sql, params, options);
      }
      const parts = await onAll(engines, options, (engine, each) => engine.rows<Row>(sql, params, each));
      // What is on every server tells of all clusters: each server speaks for its own.
      const place = (shard: number): Place => ({ shard, shards: engines.length });
      const own = how.columns === null ? parts.map((part, shard) => ownRows(part, place(shard))) : parts;
      return gathered(own, how) as T[];
    },
    async run({ sql, params }, options) {
      const [made, names] = [madeBy(sql), namesIn(sql)];
      const alone = readsWhole(new Set([...names].filter((name) => name !== made)));
      for (const set of [parted, whole]) if (made !== null) set.delete(made);
      if (alone) await first.run(sql, params, options);
      else await onAll(engines, options, (engine, each) => engine.run(sql, params, each));
      if (made !== null && alone) whole.add(made);
      else if (made !== null && readsParts(names)) parted.add(made);
    },
  };
}

function ownRows(rows: readonly Row[], { shard, shards }: Place): readonly Row[] {
  return rows.filter(({ cluster }) => typeof cluster !== "string" || shardOf(cluster, shards) === shard);
}

/** As `of_this_shard` of a statement. */
function shardOf(key: string, shards: number): number {
  return Number(createHash("md5").update(key).digest().readBigUInt64LE(0) % BigInt(shards));
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
