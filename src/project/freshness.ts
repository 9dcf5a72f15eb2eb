import type { ProjectModel } from "../model/project-model.ts";
import type { Report } from "../query/report.ts";
import { earliest } from "../store/connection-status.ts";
import type { Store } from "../store/store.ts";
import { type Instant, formatInstant, parseInstant } from "../time/instant.ts";
import { openZone } from "../time/zone.ts";
import type { Ask } from "./ask.ts";

/** Until when the sources of a project are complete. */
export interface Freshness {
  readonly sources: Report["freshness"];
  /** The earliest of what they say; null: none says anything. */
  readonly through: Instant | null;
}

/**
 * Until when each source of a project is complete: files as smac.yml says it,
 * connections since the last reading began after which no stream lacked
 * anything. A connection of which some stream that counts was never read to its
 * end is complete through no instant at all.
 */
export async function freshnessOf(store: Pick<Store, "streamStates">, model: ProjectModel): Promise<Freshness> {
  const zone = openZone(model.timezone);
  const files = model.sources.map(({ name, through }) => ({
    source: name,
    said: through !== null,
    at: through === null ? null : parseInstant(through, zone),
  }));
  const states = model.connections.length === 0 ? new Map<string, never>() : await store.streamStates();
  const counted = countedSources(model);
  const connections = model.connections.map(({ name }) => {
    const own = model.streams.filter((stream) => stream.connection === name && counted.has(stream.name));
    return {
      source: name,
      said: own.length > 0,
      at: wholeSecond(earliest(own.map((stream) => states.get(stream.name)?.through ?? null))),
    };
  });
  const all = [...files, ...connections];
  const said = all.flatMap((one) => (one.said ? [one.at ?? never] : []));
  return {
    sources: all.map(({ source, at }) => ({ source, through: at === null ? null : formatInstant(at) })),
    through: said.length === 0 ? null : Math.min(...said),
  };
}

/** A question that names no other moment is about what every source is complete through. */
export async function throughSources(ask: Ask, store: Pick<Store, "streamStates">, model: ProjectModel): Promise<Ask> {
  return ask.through === undefined ? throughFresh(ask, await freshnessOf(store, model)) : ask;
}

/** The same, where it is known how fresh the sources are. */
export function throughFresh(ask: Ask, { through }: Freshness): Ask {
  return ask.through !== undefined || through === null ? ask : { ...ask, through: formatInstant(through) };
}

function wholeSecond(at: Instant | null): Instant | null {
  return at === null ? null : at - (at % 1_000_000);
}

/** Before everything that happened. */
const never: Instant = 0;

/** The sources whose rows some number is made of. */
function countedSources({ clusters, memberships, stages, attributes, activities }: ProjectModel): ReadonlySet<string> {
  const ofStages =
    stages === null
      ? []
      : [...stages.history, ...stages.rules, ...(stages.attribute === null ? [] : [stages.attribute])];
  return new Set([...clusters, ...memberships, ...attributes, ...activities, ...ofStages].map(({ from }) => from));
}
