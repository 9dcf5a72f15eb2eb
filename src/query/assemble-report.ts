import { formatInstant } from "../time/instant.ts";
import { type CellCount, type Grid, assemble } from "./assemble.ts";
import type { Facts } from "./facts.ts";
import type { Question } from "./question.ts";
import type { Report, Warning } from "./report.ts";
import { sentenceOf } from "./sentence.ts";

/** The report of a question from its sums, whichever execution counted them. */
export function assembleReport(
  grid: Grid,
  counts: readonly CellCount[],
  about: {
    readonly question: Question;
    readonly stageSource: Facts["stageSource"];
    readonly warnings: readonly Warning[];
  },
): Report {
  const { question, stageSource, warnings } = about;
  const { definition, through } = question;
  const single = (part: string) => Number(counts.find((c) => c.part === part)?.n ?? 0n);
  return {
    definition: { name: definition.name, version: definition.version, sentence: sentenceOf(definition) },
    ...assemble(grid, counts),
    unattributed: { activities: single("unattributed"), clusters_without_stage: single("stageless") },
    freshness: through === null ? [] : [{ source: "files", through: formatInstant(through) }],
    ...(definition.stages && stageSource === "attribute" ? { stage_source: "attribute" as const } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}
