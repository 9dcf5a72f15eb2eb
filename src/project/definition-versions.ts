import type { DefinitionSpec, ProjectModel } from "../model/project-model.ts";
import { sql, text } from "../sql/fragment.ts";
import type { Store } from "../store/store.ts";
import { type Instant, formatInstant } from "../time/instant.ts";
import { type DefinitionAbout, definitionsOf } from "./definitions.ts";

/** A definition as it was when numbers were recorded by it. */
export interface DefinitionVersion {
  /** In words, with every choice; null: it is not written as this program writes it. */
  readonly about: DefinitionAbout | null;
  /** Whether it is what `smac.yml` says now. */
  readonly current: boolean;
  /** Past numbers that changed while it stood. */
  readonly changes: number;
  /** The first and last of those changes, in UTC; null: there were none. */
  readonly first: string | null;
  readonly last: string | null;
}

/**
 * How a definition was written whenever its numbers were recorded after a load, the present one first; empty: no
 * number of it was ever recorded.
 */
export async function definitionVersions(
  store: Store,
  model: ProjectModel,
  { name, now }: { readonly name: string; readonly now: Instant },
): Promise<readonly DefinitionVersion[]> {
  const statement = sql`
select coalesce(r.written, c.written) as written, coalesce(c.n, 0) as n, epoch_us(c.first_at) as first_at, epoch_us(c.last_at) as last_at
from (select distinct definition_hash as written from recorded_cells where definition = ${text(name)}) r
full join (select definition_hash as written, count(*) as n, min(recorded_at) as first_at, max(recorded_at) as last_at from ledger where definition = ${text(name)} group by 1) c on c.written = r.written`;
  const rows = await store.engine.rows<Written>(statement.sql, statement.params);
  const spec = model.definitions.find((definition) => definition.name === name);
  const present = spec === undefined ? null : JSON.stringify({ ...spec, at: undefined });
  const versions = rows.map(({ written, n, first_at, last_at }) => ({
    about: aboutOf(model, written, now),
    current: written === present,
    changes: Number(n),
    first: first_at === null ? null : formatInstant(Number(first_at)),
    last: last_at === null ? null : formatInstant(Number(last_at)),
  }));
  const order = ({ current, last, about }: DefinitionVersion): string =>
    `${current ? 1 : 0} ${String(about?.version ?? 0).padStart(9, "0")} ${last ?? ""}`;
  return versions.toSorted((a, b) => (order(a) < order(b) ? 1 : -1));
}

interface Written {
  readonly written: string;
  readonly n: number;
  readonly first_at: number | null;
  readonly last_at: number | null;
}

/** A store of an older program may have it written otherwise. */
function aboutOf(model: ProjectModel, written: string, now: Instant): DefinitionAbout | null {
  try {
    const spec = JSON.parse(written) as DefinitionSpec;
    return definitionsOf({ ...model, definitions: [spec] }, now)[0] ?? null;
  } catch {
    return null;
  }
}
