import { CircleCheck, CircleDashed, ClockAlert, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Project } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { dayOf } from "../../calendar/days.ts";
import { useJob, type WatchedJob } from "../../data/use-job.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import table from "../../parts/data-table.module.css";
import { JobPanel } from "../../parts/job-panel.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { SyncStreams } from "../../parts/sync-streams.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { dayText, instantText } from "../../words/dates.ts";
import { count, countOf } from "../../words/numbers.ts";
import { type Known, knownSources, type Standing, standingOf } from "./known.ts";
import styles from "./sources.module.css";

const icons: Readonly<Record<Standing, LucideIcon>> = {
  fine: CircleCheck,
  late: ClockAlert,
  error: TriangleAlert,
  empty: CircleDashed,
};

/** Where the rows come from, how far each source was read, and how to read what is new. */
export default function Sources(): ReactNode {
  const sources = useAnswer("/api/v1/sources", {});
  const status = useAnswer("/api/v1/status", {});
  const project = useAnswer("/api/v1/project", {}).data;
  const watched = useJob();
  const since = status.data?.rows_since ?? null;
  const known = sources.data === null || status.data === null ? null : knownSources(sources.data, status.data);
  return (
    <>
      <PageHead
        title={known === null ? "Sources" : titleOf(known, project)}
        lede="Numbers are only as fresh as the source that is furthest behind among those that feed them."
        actions={known === null ? undefined : <AllActions known={known} watched={watched} />}
      />
      <JobPanel watched={watched} />
      {watched.job?.kind === "sync" && (
        <div className={styles["streams"]}>
          <SyncStreams job={watched.job} />
        </div>
      )}
      {status.data !== null && status.data.pending_loads > 0 && (
        <p className={styles["note"]} role="status">
          {countOf(status.data.pending_loads, "load")} did not end; the next import goes on with what is missing.
        </p>
      )}
      {since !== null && (
        <p className={styles["note"]}>
          Rows are those that came since {dayText(dayOf(since) ?? 0, dayOf(project?.today ?? "") ?? 0)}: this store
          keeps older ones no longer. Every number still counts them.
        </p>
      )}
      <Panel title="Each source" caption="Sync reads what is new since the last time.">
        <Answer<unknown> asking={status.data === null ? status : sources} height={280}>
          {() =>
            known === null ? null : known.length === 0 ? (
              <Empty>
                <p>No source is set up yet.</p>
                <PageLink to="/import">Import a file</PageLink>
                <PageLink to="/connect">Connect a system</PageLink>
              </Empty>
            ) : (
              <SourceTable known={known} project={project} watched={watched} />
            )
          }
        </Answer>
      </Panel>
    </>
  );
}

function titleOf(known: readonly Known[], project: Project | null): string {
  if (known.length === 0) return "No sources yet";
  const standings = known.map((each) => standingOf(each, project).is);
  const of = (is: Standing): number => standings.filter((each) => each === is).length;
  const parts = [
    of("error") === 0 ? null : `${count(of("error"))} failed`,
    of("late") === 0 ? null : `${count(of("late"))} behind`,
    of("empty") === 0 ? null : `${count(of("empty"))} not read yet`,
  ].filter((each) => each !== null);
  return parts.length === 0
    ? `${countOf(known.length, "source")}, all up to date`
    : `${countOf(known.length, "source")}: ${parts.join(", ")}`;
}

function AllActions({ known, watched }: { readonly known: readonly Known[]; readonly watched: WatchedJob }): ReactNode {
  const busy = watched.job?.state === "running";
  return (
    <>
      <PageLink to="/import" className={styles["button"]} otherwise={null}>
        Import a file
      </PageLink>
      <PageLink to="/connect" className={styles["button"]} otherwise={null}>
        Connect a system
      </PageLink>
      {known.some((each) => each.kind === "files") && (
        <button type="button" className={styles["button"]} disabled={busy} onClick={() => void watched.importFiles({})}>
          Read all files
        </button>
      )}
      {known.some((each) => each.kind === "system") && (
        <button type="button" className={styles["button"]} disabled={busy} onClick={() => void watched.sync({})}>
          Sync all systems
        </button>
      )}
    </>
  );
}

function SourceTable({
  known,
  project,
  watched,
}: {
  readonly known: readonly Known[];
  readonly project: Project | null;
  readonly watched: WatchedJob;
}): ReactNode {
  return (
    <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Sources">
      <table className={table["table"]} data-cards>
        <caption className="aloud">Sources</caption>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">Type</th>
            <th scope="col">How it stands</th>
            <th scope="col">Through</th>
            <th scope="col">Last read</th>
            <th scope="col" className={table["end"]}>
              Rows
            </th>
            <th scope="col">
              <span className="aloud">What to do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {known.map((each) => (
            <SourceRow key={each.name} source={each} project={project} watched={watched} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SourceRow({
  source,
  project,
  watched,
}: {
  readonly source: Known;
  readonly project: Project | null;
  readonly watched: WatchedJob;
}): ReactNode {
  const { hrefTo } = useAsked();
  return (
    <tr>
      <th scope="row">
        <Link href={hrefTo(`/sources/${encodeURIComponent(source.name)}`)}>{source.name}</Link>
      </th>
      <td className={table["near"]}>{source.type}</td>
      <td className={table["wide"]}>
        <StandingWords source={source} project={project} />
      </td>
      <td className={`${table["near"]} ${table["wide"]}`} data-label="through">
        <Moment instant={source.through} project={project} />
      </td>
      <td className={`${table["near"]} ${table["wide"]}`} data-label="read">
        <Moment instant={source.last} project={project} />
      </td>
      <td className={table["end"]} data-label="rows">
        {count(source.rows)}
      </td>
      <td className={table["end"]}>
        <SourceButton source={source} watched={watched} />
      </td>
    </tr>
  );
}

/** How a source stands, with its sign. */
export function StandingWords({
  source,
  project,
}: {
  readonly source: Known;
  readonly project: Project | null;
}): ReactNode {
  const { is, words } = standingOf(source, project);
  const Icon = icons[is];
  return (
    <span className={styles["standing"]} data-is={is}>
      <Icon size={15} strokeWidth={1.75} aria-hidden />
      <span>{words}</span>
    </span>
  );
}

/** Reads what is new of one source. */
export function SourceButton({ source, watched }: { readonly source: Known; readonly watched: WatchedJob }): ReactNode {
  const busy = watched.job?.state === "running";
  const read = (): void =>
    void (source.kind === "files"
      ? watched.importFiles({ sources: [source.name] })
      : watched.sync({ sources: [source.name] }));
  return (
    <button
      type="button"
      className={styles["button"]}
      disabled={busy}
      onClick={read}
      aria-label={`Sync ${source.name}`}
    >
      Sync
    </button>
  );
}

/** An instant in the project's zone; a dash where there is none. */
export function Moment({
  instant,
  project,
}: {
  readonly instant: string | null;
  readonly project: Project | null;
}): ReactNode {
  if (instant === null) return "–";
  const zone = project?.timezone ?? "UTC";
  return <time dateTime={instant}>{instantText(instant, zone, dayOf(project?.today ?? "") ?? 0)}</time>;
}
