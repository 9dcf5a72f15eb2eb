import { join } from "node:path";
import type { Effects } from "../effects.ts";
import { openEngine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import { partsOf } from "../sources/files/parts.ts";
import { nearestAndAll } from "../text/nearest.ts";
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
  const { look: known, part: chosen } = uploads.notes(upload);
  if (known !== null) return known;
  const late = AbortSignal.timeout(patience);
  const either = AbortSignal.any([signal, late]);
  const notes: string[] = [];
  try {
    await refuseBomb(`${upload.folder}/${upload.file}`, uploads.limits, either);
    const engine = await openEngine({ path: null, memoryLimit: lookLimits.memoryLimit });
    try {
      const { parts, part } = await chosenPart(upload, engine.scratch, chosen);
      const table = await engine.stoppable(either, () =>
        examineFile(engine, partPath(upload.file, part), {
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
        parts,
        part,
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

/** A file, or its part, as smac.yml names it. */
export function partPath(path: string, part: string | null): string {
  return part === null ? path : `${path}#${part}`;
}

/** The part that is chosen, else the first; null where a file is one table. */
async function chosenPart(
  upload: Upload,
  scratch: string,
  chosen: string | null,
): Promise<Pick<UploadLook, "parts" | "part">> {
  const place = { path: join(upload.folder, upload.file), label: upload.file, part: null };
  let copies = 0;
  const parts = await partsOf(place, () => join(scratch, `parts-${(copies += 1)}`));
  if (parts.length < 2) return { parts: [], part: null };
  if (chosen !== null && !parts.includes(chosen))
    throw new SmacError("INPUT_NO_SHEET", `“${upload.file}” has no part “${chosen.slice(0, 60)}”`, {
      hint: nearestAndAll(chosen, parts),
    });
  return { parts, part: chosen ?? parts[0] ?? null };
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
