import type { Effects } from "../effects.ts";
import { SmacError } from "../errors.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { presets } from "../model/presets.ts";
import { readMeta, writeMeta } from "../store/meta.ts";
import type { Store } from "../store/store.ts";
import type { Answers } from "./project.ts";
import { usualDefinition } from "./named-question.ts";

/**
 * After loads whose numbers were not recorded yet, also those of an import that
 * was stopped: the numbers of every definition, held against those recorded
 * before, so that each change of a past number is kept with the load that made it.
 */
export function recordDefinitions(store: Store, model: ProjectModel, around: Around): Promise<void> {
  return store.engine.stoppable(around.effects.signal, () => recordAll(store, model, around));
}

interface Around {
  readonly answers: (store: Store) => Answers;
  readonly effects: Effects;
}

async function recordAll(store: Store, model: ProjectModel, around: Around): Promise<void> {
  const [row] = await store.engine.rows<{ load: number | null }>("select max(load_id) as load from loads");
  const load = row?.load ?? null;
  if (load === null || (await readMeta(store.engine, "recorded_load")) === String(load)) return;
  const names = model.definitions.map((d) => d.name);
  const plain = usualDefinition(model);
  for (const name of names.length === 0 ? [plain] : names) {
    const spec = model.definitions.find((d) => d.name === name);
    if (spec?.period?.startsWith("trailing") === true) continue;
    try {
      const { answer } = await around.answers(store).report({ definition: name });
      await store.recordReport(answer, {
        definitionHash: JSON.stringify({ ...(spec ?? presets[name]), at: undefined }),
        loadId: load,
      });
    } catch (error) {
      if (!(error instanceof SmacError) || error.recovery !== "fix-input") throw error;
    }
  }
  await writeMeta(store.engine, "recorded_load", String(load));
}
