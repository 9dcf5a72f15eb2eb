import type { Credentials, SourceContext } from "../../src/sources/kit/source.ts";
import { zohoBooks } from "../../src/sources/zoho-books/source.ts";
import { zohoBooksStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import type { ZohoStandIn, ZohoStandInOptions } from "../../src/stand-ins/zoho-books/server.ts";
import { keptTables } from "../source-kit/kept-tables.ts";
import { bench } from "../source-kit/reading.ts";
import type { Bench } from "../source-kit/reading.ts";

/** A stand-in and a connection to it. */
export interface Connected {
  readonly on: Bench;
  readonly zoho: ZohoStandIn;
}

const open: ZohoStandIn[] = [];

/** A connection to a stand-in with empty tables, unless they are filled. */
export async function connect(
  options: Partial<Omit<ZohoStandInOptions, "now">> & { readonly settings?: Readonly<Record<string, unknown>> } = {},
): Promise<Connected> {
  const { settings = {}, ...rest } = options;
  const started: ZohoStandIn[] = [];
  const on = await bench(async (clock) => {
    const zoho = await zohoBooksStandIn({ company: null, ...rest, now: clock });
    started.push(zoho);
    open.push(zoho);
    return {
      source: zohoBooks,
      settings: { api_root: zoho.apiRoot, accounts_root: zoho.accountsRoot, ...settings },
      credentials: { ...zoho.credentials },
      wrong: {},
      streams: zohoBooks.streams.map(({ name }) => name),
      have: () => false,
      heal: zoho.heal,
      calls: () => zoho.calls.length,
      before: () => {},
      mutate: () => false,
      expected: () => [],
      close: zoho.close,
    };
  });
  return { on, zoho: started[0]! };
}

/** Closes what tests opened. */
export async function untilClosed(): Promise<void> {
  for (const zoho of open.splice(0)) await zoho.close();
}

/** What a source is given on a bench. */
export function contextFor(on: Bench, credentials: Credentials): SourceContext {
  return {
    name: "here",
    settings: zohoBooks.settings.parse(on.rig.settings),
    credentials,
    world: on.world,
    timezone: "UTC",
    tokens: keptTables(on.world.now).tokens,
    note: (text) => on.shown.push(text),
  };
}
