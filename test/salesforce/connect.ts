import { certinia } from "../../src/sources/certinia/source.ts";
import type { Row } from "../../src/sources/kit/row.ts";
import type { Batch, Credentials, OpenedSource, StreamSpec } from "../../src/sources/kit/source.ts";
import { salesforce } from "../../src/sources/salesforce/source.ts";
import { salesforceStandIn } from "../../src/stand-ins/salesforce/stand-in.ts";
import type { SalesforceStandIn, SalesforceStandInOptions } from "../../src/stand-ins/salesforce/stand-in.ts";
import { keptTables } from "../source-kit/kept-tables.ts";
import type { KeptTables } from "../source-kit/kept-tables.ts";
import { quickWorld } from "../source-kit/quick-world.ts";
import type { QuickWorld } from "../source-kit/quick-world.ts";

/** An org, a connection to it, and what was kept of it. */
export interface Connected {
  readonly desk: SalesforceStandIn;
  readonly world: QuickWorld;
  readonly kept: KeptTables;
  readonly notes: string[];
  readonly open: (about?: { readonly settings?: object; readonly credentials?: Credentials }) => OpenedSource;
  /** Reads a stream from where it was kept; gives its batches. `stopAfter`: as if switched off after so many. */
  readonly read: (stream: string, how?: How) => Promise<readonly Batch[]>;
  /** What stands between what is kept of a stream and these rows; empty: nothing. */
  readonly differences: (stream: string, expected: readonly Row[]) => readonly string[];
}

/** How a reading differs from a plain one. */
export interface How {
  readonly settings?: object;
  readonly full?: boolean;
  /** Microseconds since 1970 UTC. */
  readonly since?: number | null;
  readonly stopAfter?: number;
}

const closing: (() => Promise<void>)[] = [];

/** A connection to an org without records, unless it is filled. */
export async function connect(
  type: "salesforce" | "certinia",
  options: Partial<SalesforceStandInOptions> = {},
): Promise<Connected> {
  const world = quickWorld();
  const desk = await salesforceStandIn({ company: null, ...options, now: world.truth });
  closing.push(desk.close);
  const kept = keptTables(world.now);
  const notes: string[] = [];
  const source = type === "salesforce" ? salesforce : certinia;
  const open: Connected["open"] = ({ settings = {}, credentials = desk.credentials } = {}) =>
    source.open({
      name: "crm",
      settings: { domain: desk.url, ...settings },
      credentials,
      world,
      timezone: "Europe/Berlin",
      tokens: credentials === desk.credentials ? kept.tokens : keptTables(world.now).tokens,
      note: (text) => void notes.push(text),
    });
  const specOf = (name: string): StreamSpec => {
    const spec = source.streams.find((stream) => stream.name === name);
    if (spec === undefined) throw new Error(`there is no stream “${name}”`);
    return spec;
  };
  return {
    desk,
    world,
    kept,
    notes,
    open,
    async read(stream, { settings = {}, full = false, since = null, stopAfter = Number.POSITIVE_INFINITY } = {}) {
      const opened = open({ settings });
      const batches: Batch[] = [];
      const request = { cursor: kept.cursor(stream), full, since, signal: world.signal };
      for await (const batch of opened.read(specOf(stream), request)) {
        if (batches.length >= stopAfter) break;
        kept.take(specOf(stream), batch);
        batches.push(batch);
      }
      return batches;
    },
    differences: (stream, expected) => kept.differences(specOf(stream), expected),
  };
}

/** Closes what tests opened. */
export async function untilClosed(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}

/** The calls so far whose path matches, by what follows the version. */
export function pathsOf(desk: SalesforceStandIn, pattern: RegExp): readonly string[] {
  return desk.calls
    .map(({ path }) => path.replace(/^\/services\/data\/v\d+\.0/, ""))
    .filter((path) => pattern.test(path));
}
