import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { Note, Problem, Report, Target } from "../../api/schema.ts";
import { isoDay } from "../../calendar/days.ts";
import type { Marks } from "../../data/marks.ts";
import type { Setting } from "../../data/setting.ts";
import { Segmented } from "../../parts/segmented.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { daysOf } from "../../data/windows.ts";
import { stageName } from "../../words/names.ts";
import { fileName } from "./file-name.ts";
import styles from "./marks.module.css";

/** What is written, and under which name. */
export type Written =
  | { readonly what: "notes"; readonly name: string; readonly value: Note }
  | { readonly what: "targets"; readonly name: string; readonly value: Target };

interface FormProps {
  readonly setting: Setting;
  readonly marks: Marks;
  readonly close: () => void;
  /** Writes it, a new one or over a version; what is wrong, null: it is written. */
  readonly save: (one: Written, over: string | null) => Promise<Problem | null>;
}

/** Asks for a note: its day, what happened, and whether it is about this definition alone. */
export function NoteForm({ setting, marks, close, save }: FormProps): ReactNode {
  const [day, setDay] = useState(isoDay(Math.min(daysOf(setting.focus).last, setting.cut - 1)));
  const [text, setText] = useState("");
  const [only, setOnly] = useState(false);
  const { name } = setting.definition;
  const written = (): Written => ({
    what: "notes",
    name: fileName([day, text], marks.names),
    value: { day, text: text.trim(), ...(only ? { definition: name } : {}) },
  });
  return (
    <MarkForm marks={marks} close={close} write={() => save(written(), null)} words="Add the note">
      <label className={styles["field"]}>
        What happened
        <input required maxLength={200} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <label className={styles["field"]}>
        Day
        <input type="date" required value={day} onChange={(event) => setDay(event.target.value)} />
      </label>
      <label>
        <input type="checkbox" checked={only} onChange={(event) => setOnly(event.target.checked)} /> Only with {name}
      </label>
    </MarkForm>
  );
}

/** Asks for a target: of what, how much; over the one there is for the same, if any. */
export function TargetForm({
  setting,
  report,
  marks,
  close,
  save,
}: FormProps & { readonly report: Report }): ReactNode {
  const stages = [...new Set(report.rows.map((row) => row.stage))].filter((each) => each !== null);
  const divides = report.totals.some((each) => each.population !== null);
  const [stage, setStage] = useState(stages.at(-1) ?? "");
  const [measure, setMeasure] = useState<"rate" | "count">(divides ? "rate" : "count");
  const [number, setNumber] = useState("");
  const definition = setting.definition.name;
  const write = (): Promise<Problem | null> => {
    const value: Target = {
      definition,
      period: setting.kind,
      ...(stage === "" ? {} : { stage }),
      ...(measure === "rate"
        ? { rate: Number((Number(number) / 100).toFixed(6)) }
        : { count: Math.round(Number(number)) }),
    };
    const there = marks.targets.find(
      (each) => each.value.stage === value.stage && (each.value.rate === undefined) === (value.rate === undefined),
    );
    const name =
      there?.name ?? fileName([definition, stage === "" ? "all" : stage, setting.kind, measure], marks.names);
    return save({ what: "targets", name, value }, there?.version ?? null);
  };
  return (
    <MarkForm marks={marks} close={close} write={write} words="Set the target">
      {stages.length > 0 && (
        <label className={styles["field"]}>
          Of
          <select value={stage} onChange={(event) => setStage(event.target.value)}>
            {stages.map((each) => (
              <option key={each} value={each}>
                {stageName(each)}
              </option>
            ))}
            <option value="">all clusters</option>
          </select>
        </label>
      )}
      {divides && (
        <Segmented
          label="In"
          value={measure}
          onChange={setMeasure}
          options={[
            { value: "rate", label: "Percent active" },
            { value: "count", label: "Clusters" },
          ]}
        />
      )}
      <label className={styles["field"]}>
        {measure === "rate" ? "Percent that should be active" : "Clusters that should be active"}
        <input
          type="number"
          required
          min={0}
          max={measure === "rate" ? 100 : undefined}
          step={measure === "rate" ? 0.1 : 1}
          value={number}
          onChange={(event) => setNumber(event.target.value)}
        />
      </label>
      <p className={styles["hint"]}>
        It is drawn over {kindText(setting.kind)} of {definition}.
      </p>
    </MarkForm>
  );
}

function MarkForm({
  marks,
  close,
  write,
  words,
  children,
}: {
  readonly marks: Marks;
  readonly close: () => void;
  readonly write: () => Promise<Problem | null>;
  readonly words: string;
  readonly children: ReactNode;
}): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input, select")?.focus(), []);
  const submit = async (event: { readonly preventDefault: () => void }): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const failed = await write();
    setBusy(false);
    setProblem(failed);
    if (failed !== null) return;
    marks.again();
    close();
  };
  return (
    <form ref={form} className={styles["form"]} aria-describedby={id} onSubmit={(event) => void submit(event)}>
      {children}
      {problem !== null && <Trouble problem={problem} />}
      <p id={id} className={styles["hint"]}>
        Kept as a file of the project, for everybody who opens it.
      </p>
      <button type="submit" className={styles["primary"]} disabled={busy}>
        {words}
      </button>
    </form>
  );
}

function kindText(kind: string): string {
  const days = /^trailing:(\d+)d$/.exec(kind)?.[1];
  return days === undefined ? `${kind}s` : `windows of ${days} days`;
}
