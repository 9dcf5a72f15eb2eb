import { existsSync, rmSync } from "node:fs";
import { SmacError } from "../errors.ts";
import { putInPlace, removeLaidDown, settle, takeBack } from "../project/upload-import.ts";
import type { Uploads } from "../project/uploads.ts";
import type { ImportEvent } from "../store/import-work.ts";
import type { JobWork } from "./jobs.ts";
import { importProgress } from "./job-progress.ts";
import type { Renewing } from "./project-turns.ts";
import type { SharedProject } from "./shared-project.ts";
import type { Looked } from "./upload-looks.ts";

/** What an import of a file works with. */
export interface UploadJobAround {
  readonly project: SharedProject;
  readonly uploads: Uploads;
}

/**
 * The work of importing a file that was sent: it is put to its place, its source into smac.yml, and its rows are read,
 * in one turn with the project. One that fails or is stopped leaves the project as it was, or says what stands.
 */
export function uploadJob({ upload, standing, checked }: Looked, { project, uploads }: UploadJobAround): JobWork {
  const { plan } = checked;
  if (plan === null) throw new Error("nothing to import");
  const { folder } = standing;
  const name = plan.source.name;
  return async (signal, tell) => {
    let loaded = false;
    const onEvent = (event: ImportEvent): void => {
      loaded ||= event.step === "done" || event.step === "deriving";
      tell(importProgress(event));
    };
    // A store on a server is there, whatever is in it.
    const isNew = !plan.model.store.includes("://") && !existsSync(plan.model.store);
    const stands = checked.mapping.as === "more";
    let end: "as-before" | "stands" = "as-before";
    let isOurs = true;
    const undo: Renewing["undo"] = async ({ run, letGo }) => {
      // Until it is taken back.
      end = "stands";
      if (loaded && stands) {
        settle(upload, uploads);
        return;
      }
      if (loaded && !isNew) {
        removeLaidDown(folder, plan.path);
        await run((opened) => opened.import({ sources: [name], forgetMissing: true })).catch(() => undefined);
      }
      await letGo();
      end = await takeBack(upload, folder);
      if (end === "as-before" && isNew && isOurs)
        for (const file of [plan.model.store, `${plan.model.store}.wal`]) rmSync(file, { force: true });
    };
    try {
      const { value, notes } = await project.hold(
        signal,
        (opened) =>
          opened.import({ sources: [name], onEvent, signal }).catch((error: unknown) => {
            // Another program made the store meanwhile, and is at it.
            isOurs = !(error instanceof SmacError && error.code === "STORE_LOCKED");
            throw error;
          }),
        { before: () => putInPlace(upload, plan, standing), undo },
      );
      settle(upload, uploads);
      return { source: name, path: plan.path, receipts: value, notes };
    } catch (error) {
      throw told(error, end, { name, path: plan.path });
    }
  };
}

/** What went wrong, and what became of the project. */
function told(
  error: unknown,
  end: "as-before" | "stands",
  about: { readonly name: string; readonly path: string },
): unknown {
  if (!(error instanceof SmacError)) return error;
  const what =
    end === "as-before"
      ? "the project is as it was before; the file waits here to be imported"
      : `“${about.path}” and the source “${about.name}” stand in the project, and the next import goes on with them`;
  if (error.recovery === "abort")
    return new SmacError("API_IMPORT_STOPPED", `the import was stopped: ${what}`, { recovery: "abort", cause: error });
  const hint = error.hint === undefined ? what : `${error.hint}; ${what}`;
  const at = error.at === undefined ? {} : { at: error.at };
  return new SmacError(error.code, error.message, { recovery: error.recovery, hint, cause: error, ...at });
}
