import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "@hono/zod-openapi";
import { SmacError } from "../errors.ts";
import { type WrittenDemo, demoFiles, noDemoHere, removeDemo, writeDemo } from "../project/begin-demo.ts";
import type { Project } from "../project/open-project.ts";
import type { ImportEvent } from "../store/import-work.ts";
import { importProgress } from "./job-progress.ts";
import type { JobWork } from "./jobs.ts";
import { jobAnswer } from "./project-answers.ts";
import { type Route, route } from "./route.ts";
import type { SharedProject } from "./shared-project.ts";

const tag = "Project";

const demoAnswer = z
  .strictObject({
    possible: z.boolean(),
    why: z.string().nullable().openapi({ description: "why not; null: it is possible" }),
    files: z.array(z.string()).openapi({ description: "what would be written into the project's folder" }),
  })
  .openapi("Demo");

/** The generated company, in a project that has nothing yet. */
export const demoRoutes: readonly Route[] = [
  route("/demo", {
    tag,
    says: "Whether the generated company can be written into this project, which must have nothing yet.",
    answer: demoAnswer,
    versioned: false,
    reply: async (_, { project: { folder } }) => {
      const why = noDemoHere(folder);
      return { json: { possible: why === null, why, files: [...demoFiles] } };
    },
  }),
  route("/demo", {
    method: "post",
    tag,
    says: "Writes the generated company into a project that has nothing yet, and reads it.",
    scope: "write",
    answer: jobAnswer,
    status: 202,
    problems: [409],
    reply: async (_, { project, jobs }) => {
      jobs.mustBeIdle();
      mustBePossible(project.folder);
      return { json: jobs.start("import", demoJob(project)) };
    },
  }),
];

function mustBePossible(folder: string): void {
  const why = noDemoHere(folder);
  if (why === null) return;
  throw new SmacError("USAGE_EXISTS", why, {
    hint: "the generated company comes only where nothing is: make an empty folder",
  });
}

function demoJob(project: SharedProject): JobWork {
  const store = join(project.folder, ".smac", "warehouse.duckdb");
  return async (signal, tell) => {
    const isNew = !existsSync(store);
    const onEvent = (event: ImportEvent): void => tell(importProgress(event));
    const onProgress = ({ accounts, of, rows }: { accounts: number; of: number; rows: number }): void =>
      tell({
        step: "writing",
        of: "the generated company",
        rows,
        percent: (100 * accounts) / of,
        rows_per_second: null,
      });
    let written: WrittenDemo | null = null;
    let removed = true;
    const importDemo = (opened: Project) =>
      opened.import({ onEvent, signal }).catch((error: unknown) => {
        // Another program made the store meanwhile, and reads these files into it.
        if (error instanceof SmacError && error.code === "STORE_LOCKED") written = null;
        throw error;
      });
    try {
      const { value, notes } = await project.hold(signal, importDemo, {
        before: async () => {
          written = await writeDemo(project.folder, { signal, onProgress });
        },
        undo: async ({ letGo }) => {
          if (written === null) return;
          await letGo();
          removed = removeDemo(project.folder, written, isNew ? store : null);
        },
      });
      return { receipts: value, notes };
    } catch (error) {
      if (!(error instanceof SmacError) || error.recovery !== "abort") throw error;
      const left = removed ? "nothing of it is left" : "its files stay, since one of them was changed meanwhile";
      throw new SmacError("API_IMPORT_STOPPED", `the demo was stopped: ${left}`, {
        recovery: "abort",
        cause: error,
      });
    }
  };
}
