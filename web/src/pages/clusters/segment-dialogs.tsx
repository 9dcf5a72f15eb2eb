import { type ReactNode, type SubmitEvent, useState } from "react";
import { change } from "../../api/change.ts";
import type { Answered } from "../../api/ask.ts";
import type { Problem, Segment, SegmentFile } from "../../api/schema.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { slugOf } from "../../tiles/dashboard.ts";
import form from "../../tiles/form.module.css";
import { type Chosen, isSegment, segmentWords } from "./segments.ts";

/** Told what there is now: the segment, null where it was deleted, undefined where nothing changed. */
type Done = (file: SegmentFile | null | undefined) => void;

/** Keeps what is looked at under a title; of one that there is, gives it another title or what is looked at now. */
export function SaveSegment({
  file,
  chosen,
  done,
}: {
  /** Null: a new one. */
  readonly file: SegmentFile | null;
  readonly chosen: Chosen;
  readonly done: Done;
}): ReactNode {
  const [title, setTitle] = useState(file?.value.title ?? "");
  const changed = file !== null && !isSegment(file.value, chosen);
  const [over, setOver] = useState(changed);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const written = await (file === null
      ? created({ title: title.trim(), ...chosen })
      : write(file.name, withTitle(file.value, title.trim(), over ? chosen : null), file.version));
    if (!written.ok) return setProblem(written.problem);
    done(written.data);
  };
  return (
    <Dialog
      open
      title={file === null ? "Keep this as a segment" : `Change ${file.value.title}`}
      onClose={() => done(undefined)}
    >
      <form className={form["form"]} onSubmit={(event) => void submit(event)}>
        <p className={form["note"]}>It chooses: {segmentWords(over || file === null ? chosen : file.value)}.</p>
        <label className={form["field"]}>
          Title
          <input
            required
            pattern=".*\S.*"
            maxLength={200}
            value={title}
            placeholder="EMEA, going quiet"
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
        {changed && (
          <label className={form["check"]}>
            <input type="checkbox" checked={over} onChange={(event) => setOver(event.target.checked)} />
            Keep what is chosen now in it
          </label>
        )}
        {problem !== null && <Trouble problem={problem} />}
        <div className={form["buttons"]}>
          <button type="submit" className={form["primary"]}>
            Keep
          </button>
          <button type="button" className={form["button"]} onClick={() => done(undefined)}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Deletes a segment's file; the clusters stay as they are. */
export function DeleteSegment({ file, done }: { readonly file: SegmentFile; readonly done: Done }): ReactNode {
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async (): Promise<void> => {
    const deleted = await change("DELETE", "/api/v1/segments/{name}", {
      path: { name: file.name },
      headers: { "if-match": `"${file.version}"` },
    });
    if (!deleted.ok) return setProblem(deleted.problem);
    done(null);
  };
  return (
    <Dialog open title={`Delete ${file.value.title}?`} onClose={() => done(undefined)}>
      <div className={form["form"]}>
        <p>The file segments/{file.name}.yml is deleted. Links that name it still show what they say.</p>
        {problem !== null && <Trouble problem={problem} />}
        <div className={form["buttons"]}>
          <button type="button" className={form["primary"]} onClick={() => void remove()}>
            Delete
          </button>
          <button type="button" className={form["button"]} onClick={() => done(undefined)}>
            Cancel
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function withTitle({ description, ...value }: Segment, title: string, chosen: Chosen | null): Segment {
  const about = description === undefined ? {} : { description };
  return chosen === null ? { ...value, ...about, title } : { title, ...about, ...chosen };
}

async function created(value: Segment): Promise<Answered<SegmentFile>> {
  const base = slugOf(value.title) || "segment";
  for (let number = 1; ; number++) {
    const written = await write(number === 1 ? base : `${base}-${number}`, value, null);
    if (written.ok || written.problem.status !== 412 || number >= 50) return written;
  }
}

async function write(name: string, value: Segment, over: string | null): Promise<Answered<SegmentFile>> {
  const headers: Readonly<Record<string, string>> =
    over === null ? { "if-none-match": "*" } : { "if-match": `"${over}"` };
  return change("PUT", "/api/v1/segments/{name}", { path: { name }, body: value, headers });
}
