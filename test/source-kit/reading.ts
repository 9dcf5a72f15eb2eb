import { inspect } from "node:util";
import { SmacError } from "../../src/errors.ts";
import type { Batch, Credentials, SourceContext, StreamSpec } from "../../src/sources/kit/source.ts";
import { keptTables } from "./kept-tables.ts";
import type { KeptTables } from "./kept-tables.ts";
import { quickWorld } from "./quick-world.ts";
import type { QuickWorld } from "./quick-world.ts";
import type { MakeRig, Rig } from "./rig.ts";

/** A rig, the world its source lives in, and what was kept of it. */
export interface Bench {
  readonly rig: Rig;
  readonly world: QuickWorld;
  readonly kept: KeptTables;
  readonly streams: readonly StreamSpec[];
  /** Everything that was shown to a person: errors, notes, findings, calls. */
  readonly shown: string[];
}

/** How one reading differs from a plain one. */
export interface Reading {
  readonly full?: boolean;
  /** Microseconds since 1970 UTC. */
  readonly since?: number;
  readonly signal?: AbortSignal;
  readonly credentials?: Credentials;
  /** On top of the rig's. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly streams?: readonly StreamSpec[];
  /** Stops after so many batches in all, as if the machine had been switched off. */
  readonly stopAfter?: number;
}

/** What became of a reading. */
export interface Came {
  /** By stream; empty: all were read. */
  readonly errors: ReadonlyMap<string, unknown>;
  readonly batches: number;
  readonly calls: number;
}

/** A bench with a fresh rig. */
export async function bench(make: MakeRig): Promise<Bench> {
  const world = quickWorld();
  const rig = await make(world.truth);
  const streams = rig.source.streams.filter(({ name }) => rig.streams.includes(name));
  return { rig, world, kept: keptTables(world.now), streams, shown: [] };
}

/** Opens the source anew and reads each stream from where the last reading was kept. */
export async function read(on: Bench, reading: Reading = {}): Promise<Came> {
  const { rig, kept } = on;
  const source = rig.source.open(contextOf(on, reading));
  const errors = new Map<string, unknown>();
  const before = rig.calls();
  let batches = 0;
  const signal = reading.signal ?? on.world.signal;
  try {
    for (const stream of reading.streams ?? on.streams) {
      const request = {
        cursor: kept.cursor(stream.name),
        full: reading.full ?? false,
        since: reading.since ?? null,
        signal,
      };
      const left = (reading.stopAfter ?? Number.POSITIVE_INFINITY) - batches;
      const came = await readOne({ stream, kept, left }, source.read(stream, request));
      batches += came.batches;
      // `smac status` shows it.
      on.shown.push(JSON.stringify(kept.cursor(stream.name)));
      if (came.error === undefined) continue;
      errors.set(stream.name, came.error);
      on.shown.push(inspect(came.error, { depth: 8 }));
    }
  } finally {
    await source.close();
    on.shown.push(...on.world.calls.map((call) => JSON.stringify(call)), JSON.stringify(source.budget()));
  }
  return { errors, batches, calls: rig.calls() - before };
}

async function readOne(
  { stream, kept, left }: { readonly stream: StreamSpec; readonly kept: KeptTables; readonly left: number },
  batchesOf: AsyncGenerator<Batch, void, undefined>,
): Promise<{ readonly batches: number; readonly error?: unknown }> {
  let batches = 0;
  try {
    for await (const batch of batchesOf) {
      if (batches >= left) break;
      kept.take(stream, batch);
      batches++;
    }
    return { batches };
  } catch (error) {
    return { batches, error };
  }
}

/** What checking finds; never throws but for a mistake of the source. */
export async function check(on: Bench, credentials: Credentials = on.rig.credentials) {
  const source = on.rig.source.open(contextOf(on, { credentials }));
  const steps = [];
  for await (const step of source.check(on.streams)) steps.push(step);
  await source.close();
  on.shown.push(JSON.stringify(steps));
  return steps;
}

/** Some of so many calls, among them the first two and the last. */
export function places(calls: number): readonly number[] {
  const most = 6;
  if (calls <= most) return Array.from({ length: calls }, (_, i) => i);
  return [0, 1, ...[2, 3, 4, 5].map((n) => Math.round((n / (most - 1)) * (calls - 1)))];
}

/** What stands between what was kept and the stand-in's rows, of all streams. */
export function differences(on: Bench, extra?: "extra"): readonly string[] {
  return on.streams.flatMap((stream) => on.kept.differences(stream, on.rig.expected(stream.name), extra));
}

/** The errors of a reading that are not told well: no SmacError of the area SOURCE. */
export function untold({ errors }: Came): readonly string[] {
  return [...errors.values()]
    .filter((error) => !(error instanceof SmacError) || !error.code.startsWith("SOURCE_"))
    .map((error) => inspect(error));
}

/** Secrets that were shown, named by their field. */
export function leaked(on: Bench): readonly string[] {
  const asked = on.rig.source.signIn.flatMap(({ asks }) => asks.filter(({ secret }) => secret).map(({ name }) => name));
  const all = on.shown.join("\n");
  return [on.rig.credentials, on.rig.wrong].flatMap((credentials) =>
    Object.entries(credentials)
      .filter(([name, value]) => asked.includes(name) && value.length > 3)
      .filter(([, value]) => all.includes(value) || all.includes(encodeURIComponent(value)))
      .map(([name]) => name),
  );
}

function contextOf(on: Bench, { credentials, settings }: Pick<Reading, "credentials" | "settings">): SourceContext {
  const { rig, world, kept, shown } = on;
  return {
    name: "here",
    settings: rig.source.settings.parse({ ...rig.settings, ...settings }),
    credentials: credentials ?? rig.credentials,
    world,
    timezone: "Europe/Berlin",
    // Tokens of other credentials are others.
    tokens: credentials === undefined ? kept.tokens : keptTables(world.now).tokens,
    note: (text) => shown.push(text),
  };
}
