import { type ReactNode, useEffect } from "react";
import { Link, useParams } from "wouter";
import type { Job } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useJob } from "../../data/use-job.ts";
import { Answer } from "../../parts/answer.tsx";
import { JobPanel } from "../../parts/job-panel.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { SyncStreams } from "../../parts/sync-streams.tsx";
import { useAsked } from "../../url/use-asked.ts";
import styles from "./sync.module.css";

/** One sync or import, from its first row to its end: each stream, what may still be asked for, and a way to stop it. */
export default function Sync(): ReactNode {
  const { id } = useParams<{ id: string }>();
  const { hrefTo } = useAsked();
  const asked = useAnswer("/api/v1/jobs/{id}", {}, { path: { id } });
  const watched = useJob();
  const { watch } = watched;
  const first = asked.data;
  useEffect(() => {
    if (first !== null) watch(first);
  }, [first, watch]);
  const job = watched.job?.id === id ? watched.job : first;
  return (
    <>
      <nav aria-label="Where this is" className={styles["crumb"]}>
        <Link href={hrefTo("/sources")}>All sources</Link>
      </nav>
      <PageHead title={job === null ? "Sync" : titleOf(job)} lede={job === null ? undefined : ledeOf(job)} />
      <Answer asking={asked} height={240}>
        {() => (
          <>
            <JobPanel watched={watched} />
            {job !== null && <SyncStreams job={job} />}
          </>
        )}
      </Answer>
    </>
  );
}

function titleOf({ kind, state, progress }: Job): string {
  const what = kind === "sync" ? "Sync" : "Import";
  if (state === "running") {
    const { number, of_streams: all } = progress ?? {};
    return number === undefined || all === undefined || progress?.step === "deriving"
      ? `${what} is running`
      : `${what} is running: stream ${number} of ${all}`;
  }
  return { done: `${what} is done`, failed: `${what} failed`, cancelled: `${what} was cancelled` }[state];
}

function ledeOf({ state }: Job): string {
  if (state === "running") return "It goes on when you leave this page. What was read is kept, whenever it stops.";
  return state === "done"
    ? "The numbers follow what was read."
    : "What was read is kept; the next one goes on from there.";
}
