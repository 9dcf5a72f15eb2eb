import { SmacError } from "../errors.ts";
import type { FileSource, ProjectModel } from "../model/project-model.ts";
import { suggestion } from "../text/nearest.ts";
import { checkMapping, refuse } from "./check-mapping.ts";
import { derive } from "./derive.ts";
import { importFile } from "./import-file.ts";
import { interrupted } from "./file-digest.ts";
import type { FileImport, FileOutcome, ImportContext, ImportOptions, ImportReceipt } from "./import-work.ts";
import { missingFiles } from "./missing-files.ts";
import { watched } from "./progress.ts";
import { transaction } from "./schema.ts";
import type { SourceFile } from "./source-reader.ts";
import { beginImport, endImport } from "./unfinished.ts";

/**
 * Reads what is new in the files of a project into the store. Each file is a
 * load of its own, all of it or nothing; the facts are derived at the end, at
 * once for all loads. Stopped at any moment, the store is as before the file at
 * hand, and the next import goes on from there. Before anything is written,
 * smac.yml is held against the files: see {@link checkMapping}.
 *
 * @throws SmacError of the files and of the mapping; `STORE_UNKNOWN_SOURCE`, `STORE_INTERRUPTED`.
 */
export async function importSources(context: ImportContext, options: ImportOptions): Promise<readonly ImportReceipt[]> {
  const signal = options.signal ?? context.effects.signal;
  try {
    return await context.engine.stoppable(signal, () => importAll(context, { ...options, signal }));
  } catch (error) {
    if (signal.aborted && error instanceof SmacError && error.recovery === "abort") throw interrupted();
    throw error;
  }
}

async function importAll(
  context: ImportContext,
  options: ImportOptions & { readonly signal: AbortSignal },
): Promise<readonly ImportReceipt[]> {
  const { signal } = options;
  const receipts: ImportReceipt[] = [];
  const sources = chosen(context.model, options.sources);
  const { files, problems } = await checkMapping(context, { sources, everyFile: false, signal });
  refuse(problems);
  const names = sources.map(({ name }) => name);
  await beginImport(context.engine, names);
  for (const source of sources) {
    const work: FileImport = { ...context, source, options };
    receipts.push(await importSource(work, files.get(source.name) ?? []));
  }
  const { engine, model, reader, effects } = context;
  const event = { source: "", file: "", step: "deriving" } as const;
  await watched({ engine, event, rows: null, now: () => effects.now(), onEvent: options.onEvent }, () =>
    transaction(engine, async () => {
      await derive(engine, model, { reader, signal, now: effects.now() });
      await endImport(engine, names);
    }),
  );
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

async function importSource(work: FileImport, files: readonly SourceFile[]): Promise<ImportReceipt> {
  const started = work.effects.now();
  const missing = await missingFiles(work, files);
  const outcomes: FileOutcome[] = [...missing.outcomes];
  for (const file of files) outcomes.push(await importFile(work, file, missing.moved.get(file.path) ?? null));
  const micros = work.effects.now() - started;
  const sum = (of: (outcome: FileOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const rowsRead = sum((outcome) => outcome.rowsRead);
  return {
    source: work.source.name,
    files: outcomes,
    missing: missing.standing,
    inserted: sum((outcome) => outcome.inserted),
    forgotten: sum((outcome) => outcome.forgotten),
    rejected: sum((outcome) => outcome.rejected),
    rowsRead,
    rowsPerSecond: rowsRead > 0 && micros > 0 ? Math.round((rowsRead * 1_000_000) / micros) : null,
  };
}
