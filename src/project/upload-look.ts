import type { Effects } from "../effects.ts";
import { openEngine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import { examineFile } from "./examine.ts";
import { lookLimits, refuseBomb } from "./upload-guard.ts";
import type { Upload, UploadLook, Uploads } from "./uploads.ts";

const patience = 120_000;
const longestCell = 200;

/**
 * What a file that was sent holds: its columns, some rows, how many different values each column has. Looked at once,
 * then kept beside it.
 *
 * @throws SmacError `INPUT_…` when it cannot be read as a table, `INPUT_TOO_LARGE` when looking takes too long.
 */
export async function lookAt(
  upload: Upload,
  about: { readonly uploads: Uploads; readonly effects: Pick<Effects, "stdin">; readonly signal: AbortSignal },
): Promise<UploadLook> {
  const { uploads, effects, signal } = about;
  const known = uploads.notes(upload).look;
  if (known !== null) return known;
  const late = AbortSignal.timeout(patience);
  const either = AbortSignal.any([signal, late]);
  const notes: string[] = [];
  try {
    await refuseBomb(`${upload.folder}/${upload.file}`, uploads.limits, either);
    const engine = await openEngine({ path: null, memoryLimit: lookLimits.memoryLimit });
    try {
      const table = await engine.stoppable(either, () =>
        examineFile(engine, upload.file, {
          effects: { cwd: upload.folder, stdin: effects.stdin, signal: either },
          note: (text) => notes.push(text),
          inPlaceFrom: lookLimits.inPlaceFrom,
        }),
      );
      const look = {
        table: {
          ...table,
          columns: table.columns.map(({ name, type }) => ({ name, type })),
          sample: cut(table.sample),
        },
        notes,
      };
      uploads.note(upload, { look });
      return look;
    } finally {
      await engine.close();
    }
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    throw new SmacError("INPUT_TOO_LARGE", "looking at the file takes too long here", {
      hint: "put it into the project's folder and name it in smac.yml, then smac import",
      cause: error,
    });
  }
}

type Sample = UploadLook["table"]["sample"];

function cut(sample: Sample): Sample {
  const short = (text: string | null): string | null =>
    text === null
      ? null
      : Array.from(text.slice(0, 2 * longestCell))
          .slice(0, longestCell)
          .join("");
  return sample.map((row) => Object.fromEntries(Object.entries(row).map(([name, text]) => [name, short(text)])));
}
