import type { ProjectModel } from "../model/project-model.ts";
import type { Warning } from "../query/report.ts";
import type { Store } from "../store/store.ts";
import { type Instant, formatInstant } from "../time/instant.ts";

/**
 * That nothing was known yet, when a question is about a moment before the first
 * import; nothing to say where a source dates what it learned by itself.
 */
export async function nothingKnown(store: Store, model: ProjectModel, asOf: Instant): Promise<readonly Warning[]> {
  if (model.sources.some(({ learned }) => learned !== null)) return [];
  const [row] = await store.engine.rows<{ first: Instant | null }>("SELECT min(started) AS first FROM loads");
  const first = row?.first ?? null;
  if (first === null || first <= asOf) return [];
  return [
    {
      code: "NOTHING_KNOWN",
      message: `nothing was known at ${formatInstant(asOf)}: the first import was at ${formatInstant(first)}; ask --as-of that instant or a later one`,
    },
  ];
}
