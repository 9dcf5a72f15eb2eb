import type { ImportEvent } from "../store/import-work.ts";
import type { Progress } from "./jobs.ts";

/** How far an import is, as a job tells it. */
export function importProgress({ step, source, file, rows, percent, rowsPerSecond }: ImportEvent): Progress {
  return { step, of: step === "deriving" ? "" : `${source}: ${file}`, rows, percent, rows_per_second: rowsPerSecond };
}
