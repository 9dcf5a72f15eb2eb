import { type ReactNode, type SubmitEvent, useState } from "react";
import { useLocation } from "wouter";
import type { DashboardFile, Problem } from "../../api/schema.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import form from "../../tiles/form.module.css";
import { createDashboard, deleteDashboard, usualTiles, writeDashboard } from "../../tiles/kept.ts";

type Done = (changed: boolean) => void;

/** Makes a dashboard, and opens it to be built. */
export function NewDialog({ done }: { readonly done: Done }): ReactNode {
  const [, go] = useLocation();
  const [title, setTitle] = useState("");
  const [usual, setUsual] = useState(true);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const made = await createDashboard({ title: title.trim(), tiles: usual ? [...usualTiles] : [] });
    if (!made.ok) return setProblem(made.problem);
    done(true);
    go(`/dashboards/${made.data.name}?edit=1`);
  };
  return (
    <Dialog open title="New dashboard" onClose={() => done(false)}>
      <form className={form["form"]} onSubmit={(event) => void submit(event)}>
        <Title value={title} change={setTitle} />
        <label className={form["check"]}>
          <input type="checkbox" checked={usual} onChange={(event) => setUsual(event.target.checked)} />
          Start with the usual tiles: the number, its trend, why it changed, who needs support
        </label>
        <Buttons act="Make it" problem={problem} done={done} />
      </form>
    </Dialog>
  );
}

/** Gives a dashboard another title; its file keeps its name, so that links still lead to it. */
export function RenameDialog({ file, done }: { readonly file: DashboardFile; readonly done: Done }): ReactNode {
  const [title, setTitle] = useState(file.value.title);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const written = await writeDashboard(file.name, { ...file.value, title: title.trim() }, file.version);
    if (!written.ok) return setProblem(written.problem);
    done(true);
  };
  return (
    <Dialog open title={`Rename ${file.value.title}`} onClose={() => done(false)}>
      <form className={form["form"]} onSubmit={(event) => void submit(event)}>
        <Title value={title} change={setTitle} />
        <p className={form["note"]}>The file stays dashboards/{file.name}.yml, so that links to it still work.</p>
        <Buttons act="Rename" problem={problem} done={done} />
      </form>
    </Dialog>
  );
}

/** Deletes a dashboard's file. */
export function DeleteDialog({ file, done }: { readonly file: DashboardFile; readonly done: Done }): ReactNode {
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const deleted = await deleteDashboard(file.name, file.version);
    if (!deleted.ok) return setProblem(deleted.problem);
    done(true);
  };
  return (
    <Dialog open title={`Delete ${file.value.title}?`} onClose={() => done(false)}>
      <form className={form["form"]} onSubmit={(event) => void submit(event)}>
        <p>
          The file dashboards/{file.name}.yml is deleted. Links that were shared go on showing its tiles until they run
          out or are taken back.
        </p>
        <Buttons act="Delete" problem={problem} done={done} />
      </form>
    </Dialog>
  );
}

function Title({ value, change }: { readonly value: string; readonly change: (value: string) => void }): ReactNode {
  return (
    <label className={form["field"]}>
      Title
      <input
        required
        pattern=".*\S.*"
        maxLength={200}
        value={value}
        placeholder="Monday review"
        onChange={(event) => change(event.target.value)}
      />
    </label>
  );
}

function Buttons({
  act,
  problem,
  done,
}: {
  readonly act: string;
  readonly problem: Problem | null;
  readonly done: Done;
}): ReactNode {
  return (
    <>
      {problem !== null && <Trouble problem={problem} />}
      <div className={form["buttons"]}>
        <button type="submit" className={form["primary"]}>
          {act}
        </button>
        <button type="button" className={form["button"]} onClick={() => done(false)}>
          Cancel
        </button>
      </div>
    </>
  );
}
