import { instant, int, sql, text } from "../sql/fragment.ts";
import { fileDigest } from "./file-digest.ts";
import { quietOutcome } from "./import-work.ts";
import type { FileImport, FileOutcome } from "./import-work.ts";
import { forgetFile } from "./load-file.ts";
import { rawTable } from "./raw-table.ts";
import { transaction } from "./schema.ts";
import type { SourceFile } from "./source-reader.ts";

/** What became of the files that the store knows and the source does not name any more. */
export interface MissingFiles {
  /** New path → the path under which the store knows the same content. */
  readonly moved: ReadonlyMap<string, string>;
  /** Files whose rows were closed. */
  readonly outcomes: readonly FileOutcome[];
  /** Files that are gone but whose rows still count. */
  readonly standing: readonly string[];
}

interface Known {
  readonly file_id: number;
  readonly path: string;
  readonly sha256: string;
}

/**
 * A file that is gone while a new one holds the same content was moved. Else its
 * rows stay, and it is said to be missing: files are often archived after they
 * were read. Its rows are closed only when asked for.
 */
export async function missingFiles(work: FileImport, files: readonly SourceFile[]): Promise<MissingFiles> {
  const known = await knownFiles(work);
  const absent = known.filter((one) => !files.some((file) => file.path === one.path));
  const moved = await movedFiles(work, {
    absent,
    fresh: files.filter((file) => !known.some((one) => one.path === file.path)),
  });
  const sources = new Set(moved.values());
  const outcomes: FileOutcome[] = [];
  const standing: string[] = [];
  for (const one of absent.filter(({ path }) => !sources.has(path))) {
    if (work.options.forgetMissing === true) outcomes.push(await forget(work, one));
    else standing.push(await keep(work, one));
  }
  return { moved, outcomes, standing };
}

async function knownFiles({ engine, source }: FileImport): Promise<readonly Known[]> {
  const statement = sql`SELECT file_id, path, sha256 FROM files WHERE source = ${text(source.name)} AND sha256 <> '' ORDER BY path`;
  return engine.rows<Known>(statement.sql, statement.params);
}

interface Comparison {
  readonly absent: readonly Known[];
  readonly fresh: readonly SourceFile[];
}

async function movedFiles(work: FileImport, { absent, fresh }: Comparison): Promise<ReadonlyMap<string, string>> {
  const moved = new Map<string, string>();
  if (absent.length === 0) return moved;
  const left = [...absent];
  for (const file of fresh) {
    const { sha256 } = await fileDigest(file.file, work.options.signal);
    const at = left.findIndex((one) => one.sha256 === sha256 && partOf(one.path) === partOf(file.path));
    const [one] = at < 0 ? [] : left.splice(at, 1);
    if (one !== undefined) moved.set(file.path, one.path);
  }
  return moved;
}

function partOf(path: string): string {
  const at = path.lastIndexOf("#");
  return at < 0 ? "" : path.slice(at);
}

async function keep({ engine, effects }: FileImport, one: Known): Promise<string> {
  const mark = sql`UPDATE files SET missing_since = coalesce(missing_since, ${instant(effects.now())}) WHERE file_id = ${int(one.file_id)}`;
  await engine.run(mark.sql, mark.params);
  return one.path;
}

/** The closing is a load of its own, so that it is dated and can be told from others. */
async function forget(work: FileImport, one: Known): Promise<FileOutcome> {
  const { engine, source, effects, options } = work;
  const now = effects.now();
  return transaction(engine, async () => {
    const [row] = await engine.rows<{ next: number }>("SELECT coalesce(max(load_id), 0) + 1 AS next FROM loads");
    const loadId = row?.next ?? 1;
    const raw = await rawTable(engine, source.name);
    const forgotten = await forgetFile(engine, {
      raw,
      fileId: one.file_id,
      loadId,
      learned: now,
      signal: options.signal,
    });
    const add = sql`INSERT INTO loads VALUES (${int(loadId)}, ${int(one.file_id)}, ${text(source.name)}, ${text(one.path)}, '',
${instant(now)}, ${instant(now)}, 0, 0, ${int(forgotten)}, 0, 'done')`;
    await engine.run(add.sql, add.params);
    await engine.run(`UPDATE files SET sha256 = '', rows = 0 WHERE file_id = ${one.file_id}`);
    return { ...quietOutcome(one.path, "forgotten"), loadId, forgotten };
  });
}
