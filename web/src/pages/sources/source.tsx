import type { ReactNode } from "react";
import { Link, useParams } from "wouter";
import type { Project } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useJob, type WatchedJob } from "../../data/use-job.ts";
import { Answer } from "../../parts/answer.tsx";
import table from "../../parts/data-table.module.css";
import { JobPanel } from "../../parts/job-panel.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { SyncStreams } from "../../parts/sync-streams.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { count, countOf } from "../../words/numbers.ts";
import { CheckButton, CheckPanel, useCheck } from "./check.tsx";
import { type Known, knownSources, standingOf } from "./known.ts";
import { Moment, SourceButton, StandingWords } from "./sources.tsx";
import styles from "./sources.module.css";

/** One source: how far it was read, of what, and what went wrong. */
export default function Source(): ReactNode {
  const { name } = useParams<{ name: string }>();
  const { hrefTo } = useAsked();
  const sources = useAnswer("/api/v1/sources", {});
  const status = useAnswer("/api/v1/status", {});
  const project = useAnswer("/api/v1/project", {}).data;
  const watched = useJob();
  const check = useCheck(name);
  const all = sources.data === null || status.data === null ? null : knownSources(sources.data, status.data);
  const source = all?.find((each) => each.name === name);
  return (
    <>
      <nav aria-label="Where this is" className={styles["crumb"]}>
        <Link href={hrefTo("/sources")}>All sources</Link>
      </nav>
      <Answer<unknown> asking={status.data === null ? status : sources} height={400}>
        {() =>
          all === null ? null : source === undefined ? (
            <PageHead
              title={`There is no source “${name}”`}
              lede={all.length === 0 ? "None is set up yet." : `There are: ${all.map((each) => each.name).join(", ")}.`}
            />
          ) : (
            <>
              <PageHead
                title={titleOf(source, project)}
                lede={<StandingWords source={source} project={project} />}
                actions={
                  <>
                    {source.kind === "system" && <CheckButton check={check} />}
                    <SourceButton source={source} watched={watched} />
                  </>
                }
              />
              <JobPanel watched={watched} />
              <div className={styles["stack"]}>
                {watched.job?.kind === "sync" && <SyncStreams job={watched.job} />}
                <CheckPanel check={check} />
                <Facts source={source} project={project} />
                {source.kind === "system" && <Streams source={source} project={project} watched={watched} />}
              </div>
            </>
          )
        }
      </Answer>
    </>
  );
}

function titleOf(source: Known, project: Project | null): string {
  const { is } = standingOf(source, project);
  const how = { fine: "is up to date", late: "is behind", error: "could not be read", empty: "was not read yet" }[is];
  return `${source.name} ${how}${source.rows === 0 ? "" : `: ${countOf(source.rows, "row")}`}`;
}

function Facts({ source, project }: { readonly source: Known; readonly project: Project | null }): ReactNode {
  const { budget } = source;
  return (
    <Panel title="How far it was read">
      <dl className={styles["facts"]}>
        <dt>Type</dt>
        <dd>{source.type}</dd>
        <dt>Through</dt>
        <dd>
          <Moment instant={source.through} project={project} />
        </dd>
        <dt>Last read</dt>
        <dd>
          <Moment instant={source.last} project={project} />
        </dd>
        <dt>Rows</dt>
        <dd>
          {count(source.rows)}
          {source.rejected > 0 && `, ${count(source.rejected)} left out because they could not be read`}
          {source.forgotten > 0 && `, ${count(source.forgotten)} forgotten`}
        </dd>
        {source.files.length > 0 && (
          <>
            <dt>Files</dt>
            <dd>{source.files.join(", ")}</dd>
          </>
        )}
        {source.missing.length > 0 && (
          <>
            <dt>Not there any more</dt>
            <dd>{source.missing.join(", ")}</dd>
          </>
        )}
        {budget !== null && (
          <>
            <dt>Calls left</dt>
            <dd>
              {count(budget.remaining)} of {count(budget.limit)} {budget.of}
              {budget.resets !== null && (
                <>
                  , new at <Moment instant={budget.resets} project={project} />
                </>
              )}
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

function Streams({
  source,
  project,
  watched,
}: {
  readonly source: Known;
  readonly project: Project | null;
  readonly watched: WatchedJob;
}): ReactNode {
  return (
    <Panel title={countOf(source.streams.length, "stream")} caption="What is read of the system, each for itself.">
      <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Streams">
        <table className={table["table"]} data-cards>
          <caption className="aloud">Streams</caption>
          <thead>
            <tr>
              <th scope="col">Stream</th>
              <th scope="col" className={table["end"]}>
                Rows
              </th>
              <th scope="col">Through</th>
              <th scope="col">Changed</th>
              <th scope="col">What went wrong</th>
              <th scope="col">
                <span className="aloud">What to do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {source.streams.map((each) => (
              <tr key={each.stream}>
                <th scope="row">{each.stream}</th>
                <td className={table["end"]} data-label="rows">
                  {count(each.rows)}
                </td>
                <td className={table["near"]} data-label="through">
                  <Moment instant={each.through} project={project} />
                </td>
                <td className={table["near"]} data-label="changed">
                  <Moment instant={each.changed} project={project} />
                </td>
                <td className={table["wide"]}>{each.error === null ? "–" : each.error.message}</td>
                <td className={table["end"]}>
                  <button
                    type="button"
                    className={styles["button"]}
                    disabled={watched.job?.state === "running"}
                    aria-label={`Sync ${each.stream}`}
                    onClick={() => void watched.sync({ streams: [`${source.name}.${each.stream}`] })}
                  >
                    Sync
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
