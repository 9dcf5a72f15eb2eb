import { type ReactNode, useState } from "react";
import { Link, useLocation } from "wouter";
import { change } from "../../api/change.ts";
import type { Problem, UploadLook } from "../../api/schema.ts";
import { useJob } from "../../data/use-job.ts";
import { JobPanel } from "../../parts/job-panel.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { sentenceOf } from "../../words/names.ts";
import { count, countOf } from "../../words/numbers.ts";
import { BadRows } from "./bad-rows.tsx";
import { ColumnTable } from "./column-table.tsx";
import styles from "./import.module.css";
import { RowsForm } from "./rows-form.tsx";
import { Understood } from "./understood.tsx";
import { useLook, type Looking } from "./use-look.ts";

/** One file that was sent: what it holds, what its rows mean, what is wrong with them, and bringing them in. */
export function FileImport({ id }: { readonly id: string }): ReactNode {
  const looking = useLook(id);
  const watched = useJob();
  const { hrefTo } = useAsked();
  const [, go] = useLocation();
  const [refused, setRefused] = useState<Problem | null>(null);
  const [started, setStarted] = useState<string | null>(null);
  const { look } = looking;
  const mine = started !== null && watched.job?.id === started ? watched.job : null;
  const [done, setDone] = useState(false);
  if (mine?.state === "done" && !done) setDone(true);
  const begin = async (): Promise<void> => {
    if (look === null) return;
    const headers = { "if-match": `"${look.version}"` };
    const answered = await change("POST", "/api/v1/uploads/{id}/import", { path: { id }, headers });
    setRefused(answered.ok ? null : answered.problem);
    if (answered.ok) {
      setStarted(answered.data.id);
      watched.watch(answered.data);
    } else if (answered.problem.status === 412) looking.again();
  };
  const remove = async (): Promise<void> => {
    await change("DELETE", "/api/v1/uploads/{id}", { path: { id } });
    go(hrefTo("/import"));
  };
  if (done) return <Done name={look?.upload.name ?? "The file"} watched={<JobPanel watched={watched} />} />;
  const busy = watched.job?.state === "running";
  return (
    <>
      <nav aria-label="Where this is" className={styles["crumb"]}>
        <Link href={hrefTo("/import")}>Import a file</Link>
      </nav>
      <PageHead
        title={look === null ? "Looking at the file" : `${look.upload.name}: ${countOf(rowsIn(look), "row")}`}
        lede={look === null ? undefined : ledeOf(looking, look)}
        actions={
          look === null ? undefined : (
            <>
              <button type="button" className={styles["button"]} disabled={busy} onClick={() => void remove()}>
                Remove the file
              </button>
              <button
                type="button"
                className={styles["main"]}
                disabled={busy || looking.waiting || !look.importable}
                onClick={() => void begin()}
              >
                Import{look.readable === null ? "" : ` ${countOf(look.readable, "row")}`}
              </button>
            </>
          )
        }
      />
      {refused !== null && (
        <div className={styles["refused"]}>
          <Trouble problem={refused} />
        </div>
      )}
      <JobPanel watched={watched} />
      <Content looking={looking} remove={() => void remove()} />
    </>
  );
}

/** All rows, those that cannot be read too. */
function rowsIn(look: UploadLook): number {
  return look.readable === null ? look.rows : look.readable + look.bad_rows.count;
}

function ledeOf({ waiting }: Looking, look: UploadLook): string {
  if (waiting) return "Looking at how its rows would be understood…";
  if (look.sentence === null) return "Say what its rows mean.";
  return sentenceOf(`it is read as ${look.sentence.slice(look.sentence.indexOf(": ") + 2)}`);
}

function Content({ looking, remove }: { readonly looking: Looking; readonly remove: () => void }): ReactNode {
  const { look, mapping, problem, waiting, again } = looking;
  if (problem !== null && !waiting)
    return (
      <Panel title="The file cannot be imported">
        <Trouble problem={problem} retry={problem.status === 0 || problem.status >= 500 ? again : undefined} />
        {problem.status !== 404 && (
          <button type="button" className={styles["button"]} onClick={remove}>
            Remove it and choose another
          </button>
        )}
      </Panel>
    );
  if (look === null || mapping === null) return <div className={styles["waitingFor"]} aria-busy="true" />;
  const about = look.choices.rows.find((each) => each.as === mapping.as);
  return (
    <div className={styles["stack"]} aria-busy={waiting}>
      {look.problems.length > 0 && (
        <Panel title={`${count(look.problems.length)} to mend before it can be imported`}>
          <ul className={styles["problems"]}>
            {look.problems.map((each) => (
              <li key={`${each.code} ${each.detail}`}>
                <Trouble problem={each} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <BadRows look={look} mapping={mapping} correct={looking.correct} />
      <RowsForm look={look} mapping={mapping} correct={looking.correct} choosePart={looking.choosePart} />
      {about !== undefined && (about.roles.length > 0 || about.as === "nothing") && (
        <ColumnTable look={look} mapping={mapping} about={about} correct={looking.correct} />
      )}
      {look.notes.length > 0 && <Notes notes={look.notes} />}
      {look.understood.rows.length > 0 && <Understood look={look} />}
      <Remarks look={look} />
    </div>
  );
}

function Notes({ notes }: { readonly notes: readonly string[] }): ReactNode {
  return (
    <Panel title="How it was read" caption="What was not plain; correct it above where it is wrong.">
      <ul className={styles["notes"]}>
        {notes.map((each) => (
          <li key={each}>{sentenceOf(each)}</li>
        ))}
      </ul>
    </Panel>
  );
}

function Remarks({ look }: { readonly look: UploadLook }): ReactNode {
  return (
    <Panel title="What changes in the project" caption="Nothing, until you import it.">
      {look.adds === null ? (
        <p>Nothing yet: the rows have no meaning.</p>
      ) : (
        <>
          <p>
            The file comes to lie in <code className={styles["code"]}>{look.adds.path}</code>, and smac.yml says what it
            means.
          </p>
          <details>
            <summary className={styles["summary"]}>smac.yml as it will be</summary>
            <pre className={styles["yaml"]} tabIndex={0}>
              {look.adds.yaml}
            </pre>
          </details>
        </>
      )}
    </Panel>
  );
}

function Done({ name, watched }: { readonly name: string; readonly watched: ReactNode }): ReactNode {
  const { hrefTo } = useAsked();
  return (
    <>
      <PageHead
        title={`${name} is imported`}
        lede="Its rows count from now on."
        actions={
          <>
            <Link href={hrefTo("/import")} className={styles["button"] ?? ""}>
              Import another file
            </Link>
            <Link href={hrefTo("/")} className={styles["main"] ?? ""}>
              See the numbers
            </Link>
          </>
        }
      />
      {watched}
    </>
  );
}
