import { Flag, StickyNote, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { change } from "../../api/change.ts";
import type { NoteFile, Problem, Report, TargetFile } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { dayOf } from "../../calendar/days.ts";
import { columnOf, type Marks, standing, targetText } from "../../data/marks.ts";
import type { Setting } from "../../data/setting.ts";
import { Popover } from "../../parts/popover.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { dayText } from "../../words/dates.ts";
import { stageName } from "../../words/names.ts";
import { NoteForm, TargetForm, type Written } from "./mark-forms.tsx";
import styles from "./marks.module.css";

/** The notes and targets of a trend: what each says, adding one, and taking one away. */
export function TrendMarks({
  marks,
  report,
  setting,
}: {
  readonly marks: Marks;
  readonly report: Report;
  readonly setting: Setting;
}): ReactNode {
  const { own, changeOwn } = useAsked();
  const session = useAnswer("/api/v1/session", {}).data;
  const [removed, setRemoved] = useState<Written | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const hidden = own["notes"] === "off";
  const mayWrite = session !== null && (!session.needed || session.scope === "write" || session.scope === "admin");
  const spans = report.totals.map((each) => each.period);
  const notes = hidden ? [] : marks.notes.filter(({ value }) => columnOf(spans, value.day) !== null);
  const targets = hidden ? [] : marks.targets;
  const some = marks.notes.length + marks.targets.length > 0;
  if (!some && !mayWrite) return null;
  const done = (failed: Problem | null, undo: Written | null): void => {
    setProblem(failed);
    if (failed !== null) return;
    setRemoved(undo);
    marks.again();
  };
  const remove = async (one: Written, version: string): Promise<void> => {
    const answered = await change("DELETE", `/api/v1/${one.what}/{name}`, {
      path: { name: one.name },
      headers: { "if-match": `"${version}"` },
    });
    done(answered.ok ? null : answered.problem, one);
  };
  const putBack = async (one: Written): Promise<void> => {
    const answered = await kept(one, null);
    done(answered, null);
  };
  return (
    <section aria-label="Notes and targets" className={styles["marks"]}>
      <div className={styles["head"]}>
        <h2 className={styles["title"]}>{titleOf(notes.length, targets.length, hidden)}</h2>
        {some && (
          <button
            type="button"
            className={styles["button"]}
            onClick={() => changeOwn({ notes: hidden ? null : "off" })}
          >
            {hidden ? "Show them" : "Hide them"}
          </button>
        )}
        {mayWrite && (
          <>
            <Popover label="A new note" align="end" look="field" button="Add a note">
              {(close) => <NoteForm setting={setting} marks={marks} close={close} save={kept} />}
            </Popover>
            <Popover label="A new target" align="end" look="field" button="Add a target">
              {(close) => <TargetForm setting={setting} report={report} marks={marks} close={close} save={kept} />}
            </Popover>
          </>
        )}
      </div>
      {(notes.length > 0 || targets.length > 0) && (
        <ul className={styles["list"]}>
          {targets.map((file) => (
            <TargetItem key={file.name} file={file} report={report} setting={setting}>
              {mayWrite && (
                <Remove
                  what={`the target of ${targetText(file.value)}`}
                  act={() => void remove({ what: "targets", name: file.name, value: file.value }, file.version)}
                />
              )}
            </TargetItem>
          ))}
          {notes.map((file) => (
            <NoteItem key={file.name} file={file} setting={setting}>
              {mayWrite && (
                <Remove
                  what={`the note “${file.value.text}”`}
                  act={() => void remove({ what: "notes", name: file.name, value: file.value }, file.version)}
                />
              )}
            </NoteItem>
          ))}
        </ul>
      )}
      <p role="status" className={styles["said"]} hidden={removed === null}>
        {removed !== null && (
          <>
            Removed.{" "}
            <button type="button" className={styles["button"]} onClick={() => void putBack(removed)}>
              Put it back
            </button>
          </>
        )}
      </p>
      {problem !== null && <Trouble problem={problem} retry={() => done(null, null)} />}
    </section>
  );
}

/** Writes a note or a target: a new one, or over a version; null: it is written. */
async function kept(one: Written, over: string | null): Promise<Problem | null> {
  const headers: Readonly<Record<string, string>> =
    over === null ? { "if-none-match": "*" } : { "if-match": `"${over}"` };
  const path = { name: one.name };
  const answered =
    one.what === "notes"
      ? await change("PUT", "/api/v1/notes/{name}", { path, headers, body: one.value })
      : await change("PUT", "/api/v1/targets/{name}", { path, headers, body: one.value });
  return answered.ok ? null : answered.problem;
}

function TargetItem({
  file: { value },
  report,
  setting,
  children,
}: {
  readonly file: TargetFile;
  readonly report: Report;
  readonly setting: Setting;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <li className={styles["item"]}>
      <Flag size={15} strokeWidth={1.75} aria-hidden />
      <span>
        <b>
          {value.stage === undefined ? "All clusters" : stageName(value.stage)}, target {targetText(value)}
        </b>
        {standing(value, report, setting.cut)}
        {value.text !== undefined && ` · ${value.text}`}
      </span>
      {children}
    </li>
  );
}

function NoteItem({
  file: { value },
  setting,
  children,
}: {
  readonly file: NoteFile;
  readonly setting: Setting;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <li className={styles["item"]}>
      <StickyNote size={15} strokeWidth={1.75} aria-hidden />
      <span>
        <b>
          <time dateTime={value.day}>{dayText(dayOf(value.day) ?? 0, setting.cut)}</time>
        </b>
        {value.text}
      </span>
      {children}
    </li>
  );
}

function Remove({ what, act }: { readonly what: string; readonly act: () => void }): ReactNode {
  return (
    <button type="button" className={styles["remove"]} aria-label={`Remove ${what}`} title="Remove" onClick={act}>
      <X size={15} strokeWidth={1.75} aria-hidden />
    </button>
  );
}

function titleOf(notes: number, targets: number, hidden: boolean): string {
  if (hidden) return "Notes and targets are hidden";
  if (notes + targets === 0) return "No notes or targets in these periods";
  const parts = [
    ...(targets === 0 ? [] : [`${targets} ${targets === 1 ? "target" : "targets"}`]),
    ...(notes === 0 ? [] : [`${notes} ${notes === 1 ? "note" : "notes"}`]),
  ];
  return parts.join(" and ");
}
