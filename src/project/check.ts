import { answer, checksFor } from "../compile/check-facts.ts";
import type { CheckAnswer, CheckFinding, CheckRow } from "../compile/check-facts.ts";
import type { Engine } from "../engines/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { raw } from "../sql/fragment.ts";
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
      const parted = store.engine.parted !== undefined;
      const statement = check.sql(facts, { now, stageOrder: facts.stageOrder, parted });
      if (statement === null) continue;
      const found = check.describe(await answered(store.engine, statement));
      if (found !== null) findings.push({ ...found, code: check.code, severity: check.severity, kind });
    }
  }
  return findings;
}

/** The rows of a check's answer; of several servers each looks at its own facts. */
async function answered(engine: Engine, statement: CheckAnswer): Promise<readonly CheckRow[]> {
  if (engine.parted === undefined) return engine.rows<CheckRow>(statement.sql, statement.params);
  await engine.run(`create or replace temp table ${foundTable} as ${statement.found.sql}`, statement.found.params);
  if (statement.whole !== null) {
    await engine.parted.gather([foundTable]);
    const { sql, params } = answer(statement.whole(raw(foundTable)));
    return engine.rows<CheckRow>(sql, params);
  }
  const first = `select example, cast("count" as bigint) as "count" from ${foundTable} order by "count" desc, example limit 5`;
  const examples = await engine.rows<Pick<CheckRow, "example" | "count">>(first);
  const [all] = await engine.rows<Pick<CheckRow, "total" | "facts">>(
    `select cast(count(*) as bigint) as total, cast(coalesce(sum("count"), 0) as bigint) as facts from ${foundTable}`,
  );
  return examples.map((row) => ({ ...row, total: all?.total ?? 0, facts: all?.facts ?? 0 }));
}

const foundTable = "smac_check";

/** That no question can have an answer, when no row was imported. */
async function withoutRows(store: Store): Promise<readonly Finding[]> {
  const { sources, connections, rowsSince } = await store.status();
  const streams = connections.flatMap((one) => one.streams);
  const some = rowsSince === null ? [...sources, ...streams].some(({ rows }) => rows > 0) : !(await store.isEmpty());
  if (some) return [];
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
