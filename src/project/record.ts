import type { Effects } from "../effects.ts";
import { SmacError } from "../errors.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { presets } from "../model/presets.ts";
import type { ImportReceipt } from "../store/import-work.ts";
import type { Store } from "../store/store.ts";
import type { Answers } from "./project.ts";

/**
 * After an import that changed something: the numbers of every definition, held
 * against those recorded before, so that each change of a past number is kept
 * with the load that made it.
 */
export async function recordDefinitions(
  store: Store,
  model: ProjectModel,
  around: { readonly changed: readonly ImportReceipt[]; readonly answers: (store: Store) => Answers; readonly effects: Effects },
): Promise<void> {
  if (around.changed.every((receipt) => receipt.inserted + receipt.forgotten === 0)) return;
  const names = model.definitions.map((d) => d.name);
  const plain = model.stages === null ? "customers" : "stage-rate";
  const [row] = await store.engine.rows<{ load: number | null }>("select max(load_id) as load from loads");
  for (const name of names.length === 0 ? [plain] : names) {
    const spec = model.definitions.find((d) => d.name === name);
    if (spec?.period?.startsWith("trailing") === true) continue;
    try {
      const { answer } = await around.answers(store).report({ definition: name });
      await store.recordReport(answer, { definitionHash: JSON.stringify({ ...(spec ?? presets[name]), at: undefined }), loadId: row?.load ?? null });
    } catch (error) {
      if (!(error instanceof SmacError) || error.recovery !== "fix-input") throw error;
    }
  }
}
