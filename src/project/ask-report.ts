import { rowBy } from "../compile/cells.ts";
import { countsFromSpans, spanReportStatement } from "../compile/span-report-statement.ts";
import { reportStatement } from "../compile/report-statement.ts";
import type { CellCount } from "../query/assemble.ts";
import { assembleReport } from "../query/assemble-report.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { Report } from "../query/report.ts";
import { groupCounts } from "./ask-groups.ts";
import { type Prepared, prepare, preparedGrid } from "./prepare.ts";
import { type Session, query } from "./session.ts";

/** The report a question asks for. */
export async function askReport(session: Session, question: Question, facts: Facts): Promise<Report> {
  const prepared = await prepare(session, question, facts, "spans");
  const counts = await reportCounts(session, prepared);
  const { warnings } = prepared;
  return assembleReport(preparedGrid(prepared), counts, { question, stageSource: facts.stageSource, warnings });
}

async function reportCounts(session: Session, prepared: Prepared): Promise<readonly CellCount[]> {
  if (prepared.setting.question.definition.unit === "component") return groupCounts(session, prepared);
  const by = rowBy(prepared.setting);
  const { setting, scope } = prepared;
  const fromSpans = session.engine.speaks === "clickhouse" && countsFromSpans(setting, scope);
  const rows = await query<Record<string, string | number | bigint | null>>(
    session,
    fromSpans ? spanReportStatement(setting, scope) : reportStatement(setting, scope),
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
