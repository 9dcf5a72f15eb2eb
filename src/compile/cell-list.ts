import { type Fragment, type Step, raw, sql, withSteps } from "../sql/fragment.ts";
import { knownRecords } from "./known.ts";
import type { Setting } from "./setting.ts";

/**
 * The clusters of a cell with their names: `cluster, name, owner` and whatever
 * else `listed`, a relation with a column `cluster`, holds.
 */
export function listSelect(setting: Setting, steps: readonly Step[], listed: Fragment): Fragment {
  const records = knownRecords(setting.facts, setting.question.asOf);
  const named = records === null ? "cast(null as varchar) as name, cast(null as varchar) as owner" : "r.name, r.owner";
  const join = records === null ? raw("") : raw("left join record_known r on r.cluster = l.cluster");
  return withSteps(
    [...steps, ...(records === null || steps.some((s) => s.name === "record_known") ? [] : [records])],
    sql`select l.*, ${named} from (${listed}) l ${join} order by l.cluster`,
  );
}
