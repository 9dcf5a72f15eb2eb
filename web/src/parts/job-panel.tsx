import { CircleCheck, CircleSlash, TriangleAlert } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import type { Job } from "../api/schema.ts";
import type { WatchedJob } from "../data/use-job.ts";
import { sentenceOf } from "../words/names.ts";
import { count, countOf } from "../words/numbers.ts";
import styles from "./job-panel.module.css";
import { passphraseCode, PassphraseForm } from "./passphrase-form.tsx";
import { Trouble } from "./trouble.tsx";

/** How far an import or a sync is, with a way to stop it; what it did once it has ended. Nothing where there is none. */
export function JobPanel({ watched }: { readonly watched: WatchedJob }): ReactNode {
  const { job, problem, dismiss } = watched;
  if (job === null && problem === null) return null;
  return (
    <section className={styles["panel"]} aria-label="Progress" data-state={stateOf(job)}>
      {problem !== null && <Trouble problem={problem} />}
      {job !== null && job.state === "running" && <Running job={job} watched={watched} />}
      {job !== null && job.state !== "running" && <Ended job={job} dismiss={dismiss} />}
      {job !== null && job.state !== "running" && needsPassphrase(job) && (
        <PassphraseForm onKnown={() => void watched.sync({})} />
      )}
    </section>
  );
}

function Running({ job, watched }: { readonly job: Job; readonly watched: WatchedJob }): ReactNode {
  const seconds = useSeconds(job.started);
  const { progress } = job;
  const percent = progress?.percent ?? null;
  return (
    <>
      <div className={styles["line"]}>
        <p className={styles["title"]} role="status">
          {watched.stopping ? "Stopping…" : titleOf(job)}
        </p>
        <button
          type="button"
          className={styles["button"]}
          disabled={watched.stopping}
          onClick={() => void watched.cancel()}
        >
          Cancel
        </button>
      </div>
      <div
        className={styles["track"]}
        role="progressbar"
        aria-label={titleOf(job)}
        {...(percent === null
          ? {}
          : { "aria-valuenow": Math.round(percent), "aria-valuemin": 0, "aria-valuemax": 100 })}
      >
        <div
          className={styles["bar"]}
          data-unknown={percent === null ? "" : undefined}
          style={percent === null ? undefined : { width: `${percent}%` }}
        />
      </div>
      <p className={styles["facts"]}>{factsOf(job, seconds).join(" · ")}</p>
      {watched.away && (
        <p className={styles["facts"]} role="status">
          The server does not tell how far it is. What was read is kept; this page tries again by itself.
        </p>
      )}
    </>
  );
}

function Ended({ job, dismiss }: { readonly job: Job; readonly dismiss: () => void }): ReactNode {
  const Icon =
    job.state === "done" && unread(job) === 0 ? CircleCheck : job.state === "cancelled" ? CircleSlash : TriangleAlert;
  return (
    <>
      <div className={styles["line"]}>
        <p className={styles["title"]} role="status">
          <Icon size={16} strokeWidth={1.75} aria-hidden className={styles["icon"]} /> {endOf(job)}
        </p>
        <button type="button" className={styles["button"]} onClick={dismiss}>
          Close
        </button>
      </div>
      {job.problem !== null && job.state === "failed" && <Trouble problem={job.problem} />}
      {linesOf(job).map((line) => (
        <p key={line} className={styles["facts"]}>
          {line}
        </p>
      ))}
    </>
  );
}

function titleOf({ kind, progress }: Job): string {
  const of = progress?.of ?? "";
  if (progress?.step === "deriving") return "Putting what was read in order";
  if (of === "") return kind === "sync" ? "Asking the systems for what is new" : "Looking at the files";
  return kind === "sync" ? `Reading ${of}` : `Importing ${of}`;
}

function factsOf({ progress }: Job, seconds: number): readonly string[] {
  const percent = progress?.percent ?? null;
  const left =
    percent === null || percent < 2 || progress?.step === "deriving"
      ? null
      : Math.round((seconds / percent) * (100 - percent));
  return [
    ...(percent === null || percent === 0 ? [] : [`${Math.floor(percent)}%`]),
    ...(progress?.rows === null || progress === null ? [] : [countOf(progress.rows, "row")]),
    ...(progress?.rows_per_second === null || progress === null
      ? []
      : [`${count(Math.round(progress.rows_per_second))} rows a second`]),
    durationText(seconds),
    ...(left === null || left < 5 ? [] : [`about ${durationText(left)} left`]),
  ];
}

function endOf(job: Job): string {
  const what = job.kind === "sync" ? "Sync" : "Import";
  const seconds = job.finished === null ? 0 : (Date.parse(job.finished) - Date.parse(job.started)) / 1000;
  if (job.state === "failed") return `${what} failed`;
  if (job.state === "cancelled") return `${what} cancelled after ${durationText(seconds)}`;
  const rows = rowsOf(job);
  if (job.result?.["state"] === "failed") return `${what} failed: no stream could be read`;
  const left = unread(job);
  if (left > 0)
    return `${what} ended in ${durationText(seconds)}: ${countOf(rows, "row")} read, ${countOf(left, "stream")} could not be`;
  return rows === 0
    ? `${what} done in ${durationText(seconds)}: nothing was new`
    : `${what} done in ${durationText(seconds)}: ${countOf(rows, "row")} read`;
}

interface Outcome {
  readonly source?: unknown;
  readonly stream?: unknown;
  readonly inserted?: unknown;
  readonly rejected?: unknown;
  readonly rows?: unknown;
  readonly missing?: unknown;
  readonly error?: { readonly message?: unknown; readonly code?: unknown } | null;
}

function outcomesOf({ result }: Job): readonly Outcome[] {
  const found = result?.["receipts"] ?? result?.["streams"];
  return Array.isArray(found) ? (found as Outcome[]) : [];
}

function rowsOf(job: Job): number {
  return outcomesOf(job).reduce((sum, each) => sum + numberOf(each.inserted ?? each.rows), 0);
}

/** How it looks: one that left streams out is none that is done. */
function stateOf(job: Job | null): Job["state"] | undefined {
  return job?.state === "done" && unread(job) > 0 ? "failed" : job?.state;
}

/** Streams that could not be read, of those that a sync ended with. */
function unread(job: Job): number {
  return outcomesOf(job).filter((each) => typeof each.error?.message === "string").length;
}

function needsPassphrase(job: Job): boolean {
  return job.problem?.code === passphraseCode || outcomesOf(job).some((each) => each.error?.code === passphraseCode);
}

function linesOf(job: Job): readonly string[] {
  const lines = outcomesOf(job).flatMap((each) => {
    const name = textOf(each.source) || textOf(each.stream);
    const rejected = numberOf(each.rejected);
    const missing = Array.isArray(each.missing) ? each.missing.length : 0;
    return [
      ...(rejected === 0
        ? []
        : [`${name}: ${countOf(rejected, "row")} could not be read and ${rejected === 1 ? "was" : "were"} left out.`]),
      ...(missing === 0
        ? []
        : [
            `${name}: ${countOf(missing, "file")} not there any more; ${missing === 1 ? "its" : "their"} rows still count.`,
          ]),
    ];
  });
  const failures = outcomesOf(job).filter((each) => typeof each.error?.message === "string");
  for (const message of new Set(failures.map((each) => textOf(each.error?.message)))) {
    const all = failures.filter((each) => each.error?.message === message);
    lines.push(`${all.length === 1 ? textOf(all[0]?.stream) : countOf(all.length, "stream")}: ${message}`);
  }
  const notes = job.result?.["notes"];
  // Whoever cancels wants to know what became of it, not that something went wrong.
  const { problem } = job;
  const stopped =
    job.state !== "cancelled" || problem === null
      ? []
      : [problem.detail, ...(problem.hint === undefined ? [] : [problem.hint])];
  return [...new Set([...stopped.map(sentenceOf), ...lines, ...(Array.isArray(notes) ? notes.map(String) : [])])];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** “41 s”, “3 m 12 s”. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}\u00a0s`;
  return `${Math.floor(whole / 60)}\u00a0m ${whole % 60}\u00a0s`;
}

function useSeconds(since: string): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (now - Date.parse(since)) / 1000;
}
