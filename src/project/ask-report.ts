import { rowBy } from "../compile/cells.ts";
import { reportStatement } from "../compile/report-statement.ts";
import { type CellCount, assemble } from "../query/assemble.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { Report } from "../query/report.ts";
import { sentenceOf } from "../query/sentence.ts";
import { formatInstant } from "../time/instant.ts";
import { groupCounts } from "./ask-groups.ts";
import { type Prepared, type Session, prepare, query } from "./prepare.ts";

/** The report a question asks for. */
export async function askReport(session: Session, question: Question, facts: Facts): Promise<Report> {
  const prepared = await prepare(session, question, facts, false);
  const counts = await reportCounts(session, prepared);
  const { definition } = question;
  const reported = prepared.periods.filter((p) => p.reported);
  const daysSoFar = new Map(prepared.periods.map((p) => [p.index, p.daysSoFar]));
  const grid = {
    definition,
    periods: reported,
    daysSoFar,
    stages: prepared.stages
      .map((name, index) => ({ name, number: index + 1 }))
      .filter(({ number }) => prepared.heldStages.has(number)),
    products: prepared.scope.tally.products,
  };
  const single = (part: string) => Number(counts.find((c) => c.part === part)?.n ?? 0n);
  return {
    definition: { name: definition.name, version: definition.version, sentence: sentenceOf(definition) },
    ...assemble(grid, counts),
    unattributed: { activities: single("unattributed"), clusters_without_stage: single("stageless") },
    freshness: question.through === null ? [] : [{ source: "files", through: formatInstant(question.through) }],
    ...(definition.stages && facts.stageSource === "attribute" ? { stage_source: "attribute" as const } : {}),
    ...(prepared.warnings.length > 0 ? { warnings: prepared.warnings } : {}),
  };
}

async function reportCounts(session: Session, prepared: Prepared): Promise<readonly CellCount[]> {
  if (prepared.setting.question.definition.unit === "component") return groupCounts(session, prepared);
  const by = rowBy(prepared.setting);
  const rows = await query<Record<string, string | number | bigint | null>>(
    session,
    reportStatement(prepared.setting, prepared.scope),
  );
  return rows.map((row) => ({
    part: String(row["part"]),
    i: Number(row["i"]),
    stage: Number(row["stage"]),
    by: by.map((c) => (row[c] === null || row[c] === undefined ? null : String(row[c]))),
    product: row["product"] === null || row["product"] === undefined ? null : String(row["product"]),
    status: String(row["status"]),
    n: BigInt(row["n"] ?? 0),
  }));
}
