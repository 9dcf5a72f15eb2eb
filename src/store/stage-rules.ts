import type { StageMapping } from "../model/project-model.ts";
import { orderStages } from "../query/stage-order.ts";
import type { Relation } from "../query/facts.ts";
import { join, sql, text } from "../sql/fragment.ts";
import { counted } from "./fact-relations.ts";
import type { FactScope } from "./fact-relations.ts";
import { knownFacts } from "./known-keys.ts";

const oneVersion = `
  QUALIFY id IS NULL OR row_number() OVER (PARTITION BY rule, source, id ORDER BY stated DESC NULLS LAST, version DESC) = 1`;

/**
 * Stages by rules: the first row that matches a rule moves a cluster to the
 * rule's stage, unless it is already as far (spec rule 10). Worked out from the
 * rows known at the moment asked for, so a first invoice that turns out to be
 * earlier, or void, moves the stage with it. An undated match holds from always.
 */
export function ruleStages(stages: StageMapping, scope: FactScope): Relation {
  const { kind, clusters } = scope;
  const order = orderStages([...new Set(stages.rules.map((rule) => rule.enter))], stages.order);
  const places = stages.rules.map(
    (rule, index) => sql`(${String(index)}, ${text(rule.enter)}, ${String(order.indexOf(rule.enter))})`,
  );
  const cluster = counted("m.cluster", "mc", clusters.merged);
  return sql`
WITH standing_match AS (SELECT * FROM stage_matches f WHERE f.cluster_kind = ${text(kind)} AND ${knownFacts(scope, "f")}${scope.oneStageVersion ? "" : oneVersion}),
first_match AS (SELECT ${cluster.value} AS cluster, m.rule, min(coalesce(m."at", '-infinity')) AS "at" FROM standing_match m${cluster.join} GROUP BY ALL),
placed AS (SELECT f.cluster, f."at", p.stage, p.place FROM first_match f JOIN (VALUES ${join(places, ", ")}) p(rule, stage, place) ON p.rule = f.rule),
move AS (SELECT *, max(place) OVER (PARTITION BY cluster ORDER BY "at", place DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM placed)
SELECT cluster, stage, nullif("at", '-infinity') AS "at", NULL::TIMESTAMP AS learned, NULL::TIMESTAMP AS forgotten
FROM move WHERE reached IS NULL OR place > reached`;
}
