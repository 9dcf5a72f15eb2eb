import { SmacError } from "../errors.ts";
import type { FileSource } from "../model/project-model.ts";
import type { DateReading } from "../sources/files/date-reading.ts";
import { toldTogether } from "../sources/files/told-together.ts";
import { instant, int, sql, text } from "../sql/fragment.ts";
import { fileDigest, fileMark } from "./file-digest.ts";
import type { FileDigest } from "./file-digest.ts";
import { listedAs, quietOutcome } from "./import-work.ts";
import type { FileImport, FileOutcome, ImportEvent, ImportOptions } from "./import-work.ts";
import { settleInstants, zoneOf } from "./instant-columns.ts";
import type { SeenInstants } from "./instant-columns.ts";
import { applyIncoming } from "./load-file.ts";
import type { RawChange } from "./load-file.ts";
import { dropErased } from "./erase.ts";
import { watched } from "./progress.ts";
import { inProject } from "./project-words.ts";
import type { Watched } from "./progress.ts";
import { rawTable } from "./raw-table.ts";
import type { RawTable } from "./raw-table.ts";
import { transaction } from "./schema.ts";
import { checkColumns, findColumn, usedColumns } from "./source-columns.ts";
import type { OpenRequest, OpenedFile, SourceFile } from "./source-reader.ts";

interface KnownFile {
  readonly file_id: number;
  readonly sha256: string;
  readonly reading: string;
}

/**
 * Brings the raw rows of one file up to its content: nothing when the content
 * is that of the last load and it is read in the same way.
 */
export async function importFile(work: FileImport, file: SourceFile, movedFrom: string | null): Promise<FileOutcome> {
  const { engine, source, options } = work;
  const mark = fileMark(file.file);
  const digest = await fileDigest(file.file, options.signal);
  const known = await knownFile(work, movedFrom ?? file.path);
  const same = known !== undefined && known.sha256 === digest.sha256 && known.reading === readingOf(source, options);
  if (same) {
    await remember(work, { file, digest, fileId: known.file_id });
    return quietOutcome(file.path, movedFrom === null ? "unchanged" : "moved");
  }
  const notes: string[] = [];
  const bad: SmacError[] = [];
  const request: OpenRequest = {
    source,
    badRows: options.badRows ?? source.badRows,
    onNote: (note) => notes.push(note),
    onBadRows: (error) => bad.push(error),
    signal: options.signal,
  };
  const opened = await watched(watch(work, file, "reading"), () => work.reader.open(engine, file, request));
  try {
    const readings = new Map<string, DateReading>();
    notes.push(...(await toldTogether(bad, () => check(work, file, { opened, readings }))));
    refuseChanged(file, mark);
    const rowsRead = await opened.rowCount();
    return await load(work, { file, digest, opened, known: known ?? null, notes, rowsRead, mark, readings });
  } finally {
    await opened.close().catch(() => undefined);
  }
}

/** What a file's rows depend on beside its content. */
function readingOf(source: FileSource, options: ImportOptions): string {
  return JSON.stringify([source.columns, source.delimiter, source.encoding, options.badRows ?? source.badRows]);
}

async function knownFile({ engine, source }: FileImport, path: string): Promise<KnownFile | undefined> {
  const statement = sql`SELECT file_id, sha256, reading FROM files WHERE source = ${text(source.name)} AND path = ${text(path)}`;
  return (await engine.rows<KnownFile>(statement.sql, statement.params))[0];
}

/** Everything that can be wrong with a file, before anything is written; gives what is worth a note, and adds `readings`. */
async function check(
  work: FileImport,
  file: SourceFile,
  { opened, readings }: { readonly opened: OpenedFile; readonly readings: Map<string, DateReading> },
): Promise<readonly string[]> {
  const { engine, model, source } = work;
  const used = usedColumns(model, source.name);
  checkColumns(model, used, { source: source.name, names: opened.columns, file: file.path });
  const raw = await rawTable(engine, source.name);
  const instants = new Map(used.filter((column) => column.instant).map((column) => [column.name, column.use]));
  for (const [name, use] of instants) {
    const column = findColumn(name, opened.columns);
    if (column === null) continue;
    const plain = await opened.checkInstants(column, { timezone: zoneOf(work), use }).catch((error: unknown) => {
      if (raw.columns.length > 0 && error instanceof SmacError && error.code === "INPUT_AMBIGUOUS_DATE") return null;
      throw inProject(error, { source, file });
    });
    if (plain !== null) readings.set(column, plain);
  }
  const optional = used.filter((column) => !column.needed && findColumn(column.name, opened.columns) === null);
  const gone = raw.columns
    .filter((column) => findColumn(column.name, opened.columns) === null)
    .map((column) => column.name);
  const missing = [...new Set([...optional.map((column) => column.name), ...gone])];
  return missing.length === 0 ? [] : [`“${file.path}” has no column “${missing.join("”, “")}”; it is empty there`];
}

interface Loading {
  readonly file: SourceFile;
  readonly digest: FileDigest;
  readonly opened: OpenedFile;
  readonly known: KnownFile | null;
  readonly notes: readonly string[];
  readonly rowsRead: number;
  /** The file as it was before it was read. */
  readonly mark: string;
  /** How columns of usual ISO times are read, by their names in the file. */
  readonly readings: ReadonlyMap<string, DateReading>;
}

function watch({ engine, source, effects, options }: FileImport, file: SourceFile, step: ImportEvent["step"]): Watched {
  return {
    engine,
    event: { source: source.name, file: file.path, step },
    rows: null,
    now: () => effects.now(),
    onEvent: options.onEvent,
  };
}

async function load(work: FileImport, loading: Loading): Promise<FileOutcome> {
  const { engine, source, effects, options } = work;
  const { file, opened } = loading;
  const started = effects.now();
  const writing = { ...watch(work, file, "writing"), rows: loading.rowsRead };
  const outcome = await watched(writing, () =>
    transaction(engine, async () => {
      const loadId = await nextLoad(work);
      const fileId = loading.known?.file_id ?? (await nextFile(work));
      await startLoad(work, { ...loading, loadId, fileId, started });
      const raw = await rawTable(engine, source.name);
      const change = await applyIncoming(engine, {
        raw,
        opened,
        fileId,
        loadId,
        learned: started,
        signal: options.signal,
      });
      const erased = await dropErased(engine, work.model, { source: source.name, raw: change.raw, loadId });
      // Large files are read as they are written down.
      refuseChanged(file, loading.mark);
      const seen = seenIn({ ...loading, change, erased, raw });
      await settleInstants({ ...work, raw: change.raw, ...seen }, loadId - 1);
      return finishLoad(work, { ...loading, loadId, fileId, change, erased });
    }),
  );
  options.onEvent?.(doneEvent(source.name, outcome, effects.now() - started));
  return outcome;
}

interface Seen extends Loading {
  /** The table before the load. */
  readonly raw: RawTable;
  readonly change: RawChange;
  readonly erased: number;
}

/** What was seen of a file's times, when its rows all are new and none was left out. */
function seenIn(at: Seen): { readonly seen?: SeenInstants } {
  const { change, erased, rowsRead, opened } = at;
  const all = change.inserted === rowsRead && change.forgotten === 0 && erased === 0 && opened.rejected() === 0;
  const named = change.raw.columns.every(({ name, physical }) => name === physical || !at.readings.has(name));
  if (!all || !named || at.readings.size === 0) return {};
  return { seen: { readings: at.readings, whole: at.raw.columns.length === 0 } };
}

async function nextLoad({ engine }: FileImport): Promise<number> {
  const [row] = await engine.rows<{ next: number }>("SELECT coalesce(max(load_id), 0) + 1 AS next FROM loads");
  return row?.next ?? 1;
}

async function nextFile({ engine }: FileImport): Promise<number> {
  const [row] = await engine.rows<{ next: number }>("SELECT coalesce(max(file_id), 0) + 1 AS next FROM files");
  return row?.next ?? 1;
}

async function startLoad(
  work: FileImport,
  at: Loading & { readonly loadId: number; readonly fileId: number; readonly started: number },
): Promise<void> {
  const add = sql`INSERT INTO loads (load_id, file_id, source, path, sha256, started, state)
VALUES (${int(at.loadId)}, ${int(at.fileId)}, ${text(work.source.name)}, ${text(at.file.path)}, ${text(at.digest.sha256)}, ${instant(at.started)}, 'running')`;
  await work.engine.run(add.sql, add.params);
  await remember(work, { file: at.file, digest: at.digest, fileId: at.fileId });
}

/** Writes down under which path, with which content and how the file was read. */
async function remember(
  work: FileImport,
  at: { readonly file: SourceFile; readonly digest: FileDigest; readonly fileId: number },
): Promise<void> {
  const { engine, source, options } = work;
  const rows = sql`(SELECT rows FROM files WHERE file_id = ${int(at.fileId)})`;
  const values = sql`${int(at.fileId)} AS file_id, ${text(source.name)} AS source, ${text(at.file.path)} AS path, ${int(at.digest.size)} AS size,
${text(at.digest.sha256)} AS sha256, ${text(readingOf(source, options))} AS reading, ${text(listedAs(source))} AS listed, ${rows} AS rows, NULL::TIMESTAMP AS missing_since`;
  const next = sql`CREATE OR REPLACE TEMP TABLE next_file AS SELECT ${values}`;
  await engine.run(next.sql, next.params);
  await engine.run(
    `DELETE FROM files WHERE file_id = ${at.fileId}; INSERT INTO files SELECT * FROM next_file; DROP TABLE next_file`,
  );
}

interface Loaded extends Loading {
  readonly loadId: number;
  readonly fileId: number;
  readonly change: RawChange;
  readonly erased: number;
}

async function finishLoad(work: FileImport, at: Loaded): Promise<FileOutcome> {
  const { engine, effects } = work;
  const { rowsRead } = at;
  const rejected = at.opened.rejected();
  const inserted = at.change.inserted - at.erased;
  const finish = sql`UPDATE loads SET finished = ${instant(effects.now())}, rows_read = ${int(rowsRead)}, inserted = ${int(inserted)},
forgotten = ${int(at.change.forgotten)}, rejected = ${int(rejected)}, state = 'done' WHERE load_id = ${int(at.loadId)}`;
  await engine.run(finish.sql, finish.params);
  await engine.run(`UPDATE files SET rows = ${rowsRead} WHERE file_id = ${at.fileId}`);
  const added =
    at.change.added.length === 0 ? [] : [`“${at.file.path}” has new columns: “${at.change.added.join("”, “")}”`];
  return {
    path: at.file.path,
    state: "loaded",
    loadId: at.loadId,
    rowsRead,
    inserted,
    forgotten: at.change.forgotten,
    rejected,
    notes: [...at.notes, ...added],
  };
}

/** @throws SmacError `INPUT_CHANGING` when the file is not as it was. */
function refuseChanged(file: SourceFile, mark: string): void {
  if (fileMark(file.file) === mark) return;
  throw new SmacError("INPUT_CHANGING", `“${file.path}” was written to while it was read`, {
    recovery: "retry",
    hint: "run this again when whoever writes it is done",
  });
}

function doneEvent(source: string, outcome: FileOutcome, micros: number): ImportEvent {
  const rowsPerSecond = micros > 0 ? Math.round((outcome.rowsRead * 1_000_000) / micros) : null;
  return { source, file: outcome.path, step: "done", rows: outcome.rowsRead, percent: 100, rowsPerSecond };
}
