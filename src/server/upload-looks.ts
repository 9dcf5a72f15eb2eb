import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { z } from "@hono/zod-openapi";
import type { Effects } from "../effects.ts";
import { SmacError } from "../errors.ts";
import { lookAt } from "../project/upload-look.ts";
import { type CheckedUpload, checkUpload } from "../project/upload-check.ts";
import { rowsAbout, standingOf } from "../project/upload-mapping.ts";
import type { Standing } from "../project/upload-mapping.ts";
import type { Upload, UploadLook, Uploads } from "../project/uploads.ts";
import { problemOf } from "./problem.ts";
import { digest } from "./project-turns.ts";
import { openQueue } from "./queue.ts";
import type { uploadLookAnswer } from "./upload-answers.ts";

/** A file that was sent, held against the project as it is. */
export interface Looked {
  readonly upload: Upload;
  readonly standing: Standing;
  readonly look: UploadLook;
  readonly checked: CheckedUpload;
  /** Of smac.yml and of the mapping. */
  readonly version: string;
}

/** What looks at files that were sent; what was seen is kept for the next question. */
export interface Looks {
  of(upload: Upload, signal: AbortSignal): Promise<Looked>;
}

const kept = 8;
/** Each look has a database of its own in memory. */
const lookingAtOnce = 2;
const patience = 120_000;

/** Looks over the uploads of a project. */
export function openLooks(
  uploads: Uploads,
  around: { readonly folder: string; readonly effects: Pick<Effects, "stdin" | "now"> },
): Looks {
  const known = new Map<string, Looked>();
  const turns = openQueue(lookingAtOnce);
  const looked = async (upload: Upload, signal: AbortSignal): Promise<Looked> => {
    const look = await lookAt(upload, { uploads, effects: around.effects, signal });
    const { mapping } = uploads.notes(upload);
    const standing = standingOf(around.folder);
    const version = digest([upload.id, standing.version, JSON.stringify([look.part, mapping])].join("\n"));
    const before = known.get(version);
    if (before !== undefined && hasPlace(before)) return before;
    const checked = await checkUpload(upload, { standing, look, mapping, effects: around.effects, signal });
    const now = { upload, standing, look, checked, version };
    known.set(version, now);
    const oldest = known.keys().next().value;
    if (known.size > kept && oldest !== undefined) known.delete(oldest);
    return now;
  };
  return {
    async of(upload, signal) {
      const end = await turns.take(signal, patience, "beside");
      try {
        return await looked(upload, signal);
      } catch (error) {
        // It may have been removed meanwhile.
        if (!(error instanceof SmacError)) uploads.named(upload.id);
        throw error;
      } finally {
        end();
      }
    },
  };
}

/** Whether the place where the file would lie is still free. */
function hasPlace({ standing, checked: { plan } }: Looked): boolean {
  return plan === null || lstatSync(join(standing.folder, plan.path), { throwIfNoEntry: false }) === undefined;
}

/** Whether it can be imported as it is mapped. */
export function isImportable({ checked }: Looked): boolean {
  const { plan, problems, badRows } = checked;
  return plan !== null && problems.length === 0 && (badRows.count === 0 || plan.source.badRows === "skip");
}

const shownColumns = 300;

/** What was seen, as it is answered. */
export function lookAnswer(looked: Looked): z.infer<typeof uploadLookAnswer> {
  const { upload, look, checked, standing, version } = looked;
  const { id, name, bytes, received } = upload;
  const { plan, guess, mapping, badRows } = checked;
  return {
    upload: { id, name, bytes, received },
    version,
    rows: look.table.rowCount,
    parts: [...look.parts],
    part: look.part,
    columns: look.table.columns.slice(0, shownColumns).map((column) => ({
      name: column.name,
      type: column.type,
      distinct: look.table.distinct[column.name] ?? 0,
      samples: samplesOf(look, column.name),
    })),
    guess: { sentence: guess.sentence, mapping: plain(guess.mapping) },
    mapping: plain(mapping),
    sentence: plan?.sentence ?? null,
    choices: {
      rows: rowsAbout
        .filter(({ as }) => (as !== "export" || guess.known !== null) && (as !== "more" || standing.model !== null))
        .map(({ as, words, roles }) => ({ as, words, roles: roles.map((role) => ({ ...role })) })),
      kinds: [...(standing.model?.kinds ?? [])],
      alike: [...guess.alike],
    },
    importable: isImportable(looked),
    problems: checked.problems.map(problemOf),
    bad_rows: { count: badRows.count, first: badRows.first.map((row) => ({ ...row })) },
    readable: checked.readable,
    notes: [...checked.notes],
    understood: {
      columns: checked.columns.map((column) => ({ ...column, uses: [...column.uses] })),
      rows: checked.rows.map(({ row, cells }) => ({ row, cells: cells.map((cell) => ({ ...cell })) })),
    },
    adds: plan === null ? null : { path: plan.path, yaml: plan.text },
  };
}

function plain(mapping: CheckedUpload["mapping"]): z.infer<typeof uploadLookAnswer>["mapping"] {
  return { ...mapping, columns: mapping.columns.map((column) => ({ ...column })) };
}

function samplesOf({ table }: UploadLook, name: string): string[] {
  const values = table.sample.flatMap((row) => row[name] ?? []);
  return [...new Set(values)].slice(0, 3);
}
