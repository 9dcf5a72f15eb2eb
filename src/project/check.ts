import { checksFor } from "../compile/check-facts.ts";
import type { CheckFinding, CheckRow } from "../compile/checks/check.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { Store } from "../store/store.ts";
import type { Instant } from "../time/instant.ts";

/** Something that looks wrong in the data of one cluster kind. */
export interface Finding extends CheckFinding {
  readonly code: string;
  readonly severity: "error" | "warning" | "note";
  readonly kind: string;
}

/** Asks every check of the facts of every cluster kind. */
export async function checkStore(store: Store, model: ProjectModel, now: Instant): Promise<readonly Finding[]> {
  const findings: Finding[] = [...(await withoutRows(store))];
  const kinds = model.kinds.length === 0 ? ["customer"] : model.kinds;
  for (const kind of kinds) {
    const facts = await store.facts(kind, { asOf: null, elsewhere: true });
    for (const check of checksFor(facts)) {
      const statement = check.sql(facts, { now, stageOrder: facts.stageOrder });
      if (statement === null) continue;
      const found = check.describe(await store.engine.rows<CheckRow>(statement.sql, statement.params));
      if (found !== null) findings.push({ ...found, code: check.code, severity: check.severity, kind });
    }
  }
  return findings;
}

/** That no question can have an answer, when no row was imported. */
async function withoutRows(store: Store): Promise<readonly Finding[]> {
  const { sources, connections } = await store.status();
  const streams = connections.flatMap((one) => one.streams);
  if ([...sources, ...streams].some(({ rows }) => rows > 0)) return [];
  const names = [...sources.map(({ source }) => source), ...connections.map(({ connection }) => connection)];
  const next =
    names.length === 0
      ? "name your files under “sources:” in smac.yml"
      : sources.length === 0
        ? "run `smac sync`, and look at what it says"
        : "look into the files that smac.yml names, and run `smac import`";
  return [
    {
      code: "CHECK_NOTHING_IMPORTED",
      severity: "warning",
      kind: "store",
      title: "nothing was imported: there are no rows",
      examples: names,
      next,
    },
  ];
}
