import { expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { ErrorCode } from "../../src/errors.ts";

/** What an engine can do; {@link EngineRig.lacks} names what one cannot yet. */
export type Ability =
  | "exact BIGINT"
  | "written moments"
  | "days before 1970"
  | "infinite instants as values"
  | "numbers that are not finite"
  | "negative zero"
  | "refusing a mark without a value"
  | "several statements at once"
  | "tables of any name"
  | "texts after a byte order mark"
  | "streams in pieces"
  | "streams that never start"
  | "streams that stop"
  | "streams after a stop"
  | "closing for good";

/** A statement that the program should never ask. */
export type Mistake = "syntax" | "unknown table" | "unknown column";

/** A limit that somebody set, and what is said when it is met. */
export interface Limit {
  readonly what: string;
  /** What meets it: a statement that holds much, or one that takes long. */
  readonly meets: "large" | "long";
  /** A connection that has it. */
  readonly open: () => Promise<Engine>;
  readonly code: ErrorCode;
  /** What to do. */
  readonly hint: RegExp;
}

/** An engine to be put to the test, with all in which it differs from others. */
export interface EngineRig {
  /** Why it cannot run on this machine; null: it can. */
  readonly without: string | null;
  /** A connection of its own, which is closed behind the test. */
  readonly open: () => Promise<Engine>;
  /** Whether each of its servers works on a statement now. */
  readonly working: () => Promise<readonly boolean[]>;
  /** The condition on rows with a `cluster` that leaves each server those of its own clusters; `true`: one has all. */
  readonly own: string;
  readonly limits: readonly Limit[];
  /** What each mistake is called; null: a bare error, which is a bug of ours. */
  readonly mistakes: Readonly<Record<Mistake, ErrorCode | null>>;
  /** What it cannot do yet, and what it does instead: these tests must fail, until it can. */
  readonly lacks: Partial<Readonly<Record<Ability, string>>>;
}

/** A rig, and what its tests share. */
export interface Bench {
  readonly rig: EngineRig;
  readonly open: () => Promise<Engine>;
  /** Closes an engine behind the test. */
  readonly closing: (engine: Engine) => Engine;
  /** A test of an ability; where the engine is said to lack it, it must fail. */
  readonly able: (ability: Ability, what: string, work: () => Promise<void>) => void;
}

/** How abilities are tested on a rig. */
export function ableOn({ lacks }: EngineRig): Bench["able"] {
  return (ability, what, work) => {
    const why = lacks[ability];
    if (why === undefined) test(what, work);
    else test.fails(`${what} (not yet: ${why})`, work);
  };
}

/** Tables that statements over them are long of: so many numbers, in tens of thousands, and three hundred. */
export async function crowd(engine: Engine, tens: number): Promise<void> {
  await engine.run(
    `create or replace temp table many as select a.n * 10000 + b.n as n from (select unnest(range(0, ${tens})) as n) a cross join (select unnest(range(0, 10000)) as n) b`,
  );
  await engine.run("create or replace temp table few as select unnest(range(0, 300)) as m");
}

/** A statement over the {@link crowd}; of ten million numbers it takes some seconds. */
export const long = "select sum((n * m) % 7) as s from many cross join few where (n * m) % 1000 = 1";

/** One that takes far longer than any test. */
export const endless =
  "select sum((n * m * o * p) % 7) as s from many cross join few cross join (select m as o from few) x cross join (select m as p from few) y where (n * m * o * p) % 1000 = 1";

/** Stops what is asked once the servers work on it, each or any of them. */
export async function stopWorking(
  { working }: EngineRig,
  stop: AbortController,
  which: "every" | "some" = "some",
): Promise<void> {
  const begun = async (): Promise<boolean> => (await working())[which](Boolean);
  await expect.poll(begun, { timeout: 30_000, interval: 10 }).toBe(true);
  stop.abort();
}

/** Until no server works any more. */
export async function idle({ working }: EngineRig): Promise<void> {
  const busy = async (): Promise<boolean> => (await working()).some(Boolean);
  await expect.poll(busy, { timeout: 30_000, interval: 20 }).toBe(false);
}
