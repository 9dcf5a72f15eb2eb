import { SmacError, SmacErrors } from "../errors.ts";
import { checkColumns } from "../model/check-columns.ts";
import type { FileSource, ProjectModel } from "../model/project-model.ts";
import { sql, text } from "../sql/fragment.ts";
import type { ImportContext } from "./import-work.ts";
import { rawTable } from "./raw-table.ts";
import { checkColumns as checkFile, findColumn, usedColumns } from "./source-columns.ts";
import type { SourceFile } from "./source-reader.ts";

/** Which part of smac.yml is held against the files. */
export interface MappingScope {
  /** Sources whose files are looked at; of the others only what was imported is. */
  readonly sources: readonly FileSource[];
  /** Whether to look into files also where the columns that were imported say enough. */
  readonly everyFile: boolean;
  readonly signal: AbortSignal;
}

/** The files of the sources, and what smac.yml says of files that is not so. */
export interface CheckedMapping {
  readonly files: ReadonlyMap<string, readonly SourceFile[]>;
  readonly problems: readonly SmacError[];
}

/**
 * Holds smac.yml against the files: paths and patterns that match nothing, and
 * columns that a source does not have, each at its place. Only the beginnings
 * of files are read, and nothing is written. A path that matched files at an
 * earlier import may match none now: its files are missing, which is no problem of smac.yml.
 */
export async function checkMapping(context: ImportContext, scope: MappingScope): Promise<CheckedMapping> {
  const files = new Map<string, readonly SourceFile[]>();
  const problems: SmacError[] = [];
  for (const source of scope.sources) {
    const listing = await context.reader.list(context.engine, source);
    files.set(source.name, listing.files);
    const before = await patternsBefore(context, source);
    problems.push(...listing.unmatched.flatMap(({ pattern, error }) => (before.has(pattern) ? [] : [error])));
  }
  for (const source of context.model.sources)
    problems.push(...(await columnProblems(context, { source, files: files.get(source.name) ?? [], scope })));
  return { files, problems };
}

/** Throws problems, if there are any, all at once. */
export function refuse(problems: readonly SmacError[]): void {
  const [first] = problems;
  if (first === undefined) return;
  throw problems.length === 1 ? first : new SmacErrors(problems);
}

/**
 * Refuses a model that names columns which the store's rows do not have.
 *
 * @throws SmacError `INPUT_MISSING_COLUMN`, or several at once.
 */
export function refuseMissingColumns(model: ProjectModel, tables: ReadonlyMap<string, readonly string[]>): void {
  refuse(checkColumns(model, tables));
}

async function patternsBefore({ engine }: ImportContext, source: FileSource): Promise<ReadonlySet<string>> {
  const statement = sql`SELECT DISTINCT listed FROM files WHERE source = ${text(source.name)}`;
  const rows = await engine.rows<{ listed: string }>(statement.sql, statement.params);
  return new Set(rows.flatMap(({ listed }) => JSON.parse(listed) as string[]));
}

interface SourceCheck {
  readonly source: FileSource;
  readonly files: readonly SourceFile[];
  readonly scope: MappingScope;
}

async function columnProblems(context: ImportContext, check: SourceCheck): Promise<readonly SmacError[]> {
  const { engine, model } = context;
  const { source, files, scope } = check;
  const stored = (await rawTable(engine, source.name)).columns.map((column) => column.name);
  const lacking = (names: readonly string[]) => checkColumns(model, new Map([[source.name, names]]));
  if (!scope.everyFile && stored.length > 0 && lacking(stored).length === 0) return [];
  const found = new Map(stored.map((name) => [name.toLowerCase(), name]));
  const problems: SmacError[] = [];
  const headers: { readonly file: string; readonly names: readonly string[] }[] = [];
  for (const file of files) {
    const names = await fileColumns(context, file, check).catch((error: unknown) => {
      if (!(error instanceof SmacError) || error.recovery !== "fix-input") throw error;
      problems.push(error);
      return null;
    });
    if (names === null) continue;
    headers.push({ file: file.path, names });
    for (const name of names) if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), name);
  }
  if (found.size === 0) return problems;
  const inFirst = stored.length > 0 ? [] : headers.flatMap((header) => lackedBy(model, source, { ...header, found }));
  return [...problems, ...lacking([...found.values()]), ...inFirst];
}

function fileColumns(
  { engine, reader }: ImportContext,
  file: SourceFile,
  { source, scope }: SourceCheck,
): Promise<readonly string[]> {
  const request = { source, badRows: source.badRows, onNote: () => undefined, signal: scope.signal };
  return reader.columns(engine, file, request);
}

/** What one file of several lacks that others have. */
function lackedBy(
  model: ProjectModel,
  source: FileSource,
  header: { readonly file: string; readonly names: readonly string[]; readonly found: ReadonlyMap<string, string> },
): readonly SmacError[] {
  const elsewhere = [...header.found.values()];
  const used = usedColumns(model, source.name).filter(({ name }) => findColumn(name, elsewhere) !== null);
  try {
    checkFile(model, used, { source: source.name, file: header.file, names: header.names });
    return [];
  } catch (error) {
    if (error instanceof SmacErrors) return error.errors;
    if (error instanceof SmacError) return [error];
    throw error;
  }
}
