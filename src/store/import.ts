import { SmacError } from "../errors.ts";
import type { FileSource, ProjectModel } from "../model/project-model.ts";
import { suggestion } from "../text/nearest.ts";
import { derive } from "./derive.ts";
import { importFile } from "./import-file.ts";
import { interrupted } from "./file-digest.ts";
import type { FileImport, FileOutcome, ImportContext, ImportOptions, ImportReceipt } from "./import-work.ts";
import { missingFiles } from "./missing-files.ts";
import { watched } from "./progress.ts";
import { transaction } from "./schema.ts";

/**
 * Reads what is new in the files of a project into the store. Each file is a
 * load of its own, all of it or nothing; the facts are derived at the end, at
 * once for all loads. Stopped at any moment, the store is as before the file at
 * hand, and the next import goes on from there.
 *
 * @throws SmacError of the files and of the mapping; `STORE_UNKNOWN_SOURCE`, `STORE_INTERRUPTED`.
 */
export async function importSources(context: ImportContext, options: ImportOptions): Promise<readonly ImportReceipt[]> {
  const signal = options.signal ?? context.effects.signal;
  const receipts: ImportReceipt[] = [];
  try {
    for (const source of chosen(context.model, options.sources))
      receipts.push(await importSource(context, source, { ...options, signal }));
    const { engine, model, reader, effects } = context;
    const event = { source: "", file: "", step: "deriving" } as const;
    await watched({ engine, event, rows: null, now: () => effects.now(), onEvent: options.onEvent }, () =>
      transaction(engine, () => derive(engine, model, { reader, signal })),
    );
  } catch (error) {
    if (signal.aborted && error instanceof SmacError && error.recovery === "abort") throw interrupted();
    throw error;
  }
  return receipts;
}

function chosen(model: ProjectModel, names: readonly string[] | undefined): readonly FileSource[] {
  if (names === undefined) return model.sources;
  return names.map((name) => {
    const source = model.sources.find((known) => known.name === name);
    if (source !== undefined) return source;
    throw new SmacError("STORE_UNKNOWN_SOURCE", `there is no source “${name}” in smac.yml`, {
      hint: suggestion(
        name,
        model.sources.map((known) => known.name),
      ),
    });
  });
}

async function importSource(
  context: ImportContext,
  source: FileSource,
  options: ImportOptions & { readonly signal: AbortSignal },
): Promise<ImportReceipt> {
  const files = await context.reader.list(context.engine, source);
  const work: FileImport = { ...context, source, options };
  const missing = await missingFiles(work, files);
  const outcomes: FileOutcome[] = [...missing.outcomes];
  for (const file of files) outcomes.push(await importFile(work, file, missing.moved.get(file.path) ?? null));
  const sum = (of: (outcome: FileOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    source: source.name,
    files: outcomes,
    missing: missing.standing,
    inserted: sum((outcome) => outcome.inserted),
    forgotten: sum((outcome) => outcome.forgotten),
    rejected: sum((outcome) => outcome.rejected),
    rowsRead: sum((outcome) => outcome.rowsRead),
  };
}
