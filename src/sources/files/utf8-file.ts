import type { Head } from "./head.ts";
import type { Recognised } from "./kind.ts";
import type { LinedFile } from "./lines.ts";
import type { Place } from "./paths.ts";
import type { SourceContext } from "./source.ts";
import { rewrite } from "./transcode.ts";

/** The file itself when the engine can read it, else a copy as UTF-8. */
export async function utf8File(
  place: Place,
  seen: { head: Head; recognised: Recognised },
  context: SourceContext,
): Promise<LinedFile> {
  const { head, recognised } = seen;
  if (recognised.encoding !== "utf-8") {
    if (context.spec.encoding === undefined) {
      context.spec.onNote(`“${place.label}” is read as ${recognised.encoding}; say --encoding if that is wrong`);
    }
    return copied(place, context, { gzip: head.gzip, encoding: recognised.encoding, newlines: false });
  }
  const crOnly = recognised.text.includes("\r") && !recognised.text.includes("\n");
  if (crOnly) return copied(place, context, { gzip: head.gzip, encoding: null, newlines: true });
  return { path: place.path, gzip: head.gzip };
}

/** A copy of a file as UTF-8, in the private folder. */
export async function copied(
  place: Place,
  context: SourceContext,
  how: { gzip: boolean; encoding: string | null; newlines: boolean },
): Promise<LinedFile> {
  const path = context.scratchPath();
  await rewrite(place, path, { ...how, signal: context.spec.signal });
  return { path, gzip: false };
}
