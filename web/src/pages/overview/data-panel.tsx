import { CircleCheck, ClockAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Report, Status } from "../../api/schema.ts";
import { useWatchedData } from "../../api/data-version.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { dayOf, localDay } from "../../calendar/days.ts";
import { useSetting } from "../../data/setting.ts";
import { Answer } from "../../parts/answer.tsx";
import { Panel } from "../../parts/panel.tsx";
import { daysText, instantText, rangeText } from "../../words/dates.ts";
import { countOf } from "../../words/numbers.ts";
import styles from "./data-panel.module.css";

interface Source {
  readonly name: string;
  readonly through: string | null;
  readonly trouble: string | null;
  readonly feeds: boolean;
}

/** How far each source was read, and what is not in the numbers. */
export function DataPanel({ when }: { readonly when: boolean }): ReactNode {
  const { base, focus, cut, dataEnd, definition } = useSetting();
  const { by: _, ...plain } = base;
  const status = useAnswer("/api/v1/status", {}, { when });
  const report = useAnswer("/api/v1/report", { ...plain, from: focus.key, to: focus.key }, { when }).data;
  return (
    <Panel title="Data">
      <Answer asking={status} height={160}>
        {(data) => (
          <ul className={styles["sources"]}>
            {sourcesOf(data, report).map((each) => (
              <SourceLine key={each.name} source={each} />
            ))}
          </ul>
        )}
      </Answer>
      {dataEnd && (
        <p className={styles["beside"]}>
          The data end on {rangeText(cut - 1, cut - 1, cut, "long")}: no source tells whether it reaches further, so the
          days after are not counted.
        </p>
      )}
      {report !== null && <Beside report={report} stages={definition.choices?.stages === true} />}
    </Panel>
  );
}

function SourceLine({ source }: { readonly source: Source }): ReactNode {
  const { zone, cut } = useSetting();
  const { project } = useWatchedData();
  const today = project === null ? null : dayOf(project.today);
  const behind =
    source.through === null || today === null ? 0 : today - localDay(Date.parse(source.through) + 1000, zone);
  const late = source.trouble !== null || behind > 1;
  const Icon = late ? ClockAlert : CircleCheck;
  return (
    <li className={styles["source"]}>
      <Icon size={16} strokeWidth={1.75} aria-hidden className={late ? styles["late"] : styles["ok"]} />
      <div>
        <p className={styles["name"]}>{source.name}</p>
        <p className={styles["through"]}>
          {source.through === null ? (
            "read; how far it reaches is not told"
          ) : (
            <>
              through <time dateTime={source.through}>{instantText(source.through, zone, cut)}</time>
            </>
          )}
          {behind > 1 && ` · ${daysText(behind)} behind`}
          {source.trouble !== null && ` · ${source.trouble}`}
          {!source.feeds && " · no count is affected"}
        </p>
      </div>
    </li>
  );
}

function Beside({ report, stages }: { readonly report: Report; readonly stages: boolean }): ReactNode {
  const { activities, clusters_without_stage: clusters } = report.unattributed;
  const parts = [
    ...(activities === 0 ? [] : [`${countOf(activities, "activity", "activities")} found no cluster`]),
    ...(clusters === 0 ? [] : [`${countOf(clusters, "cluster")} ${clusters === 1 ? "has" : "have"} no stage`]),
  ];
  if (parts.length === 0)
    return (
      <p className={styles["beside"]}>
        Every activity found its cluster{stages ? ", and every cluster has a stage" : ""}.
      </p>
    );
  const alone = parts.length === 1 && (activities === 1 || clusters === 1);
  return (
    <p className={styles["beside"]}>
      {parts.join(" and ")}. {alone ? "It is" : "They are"} not in the numbers above.
    </p>
  );
}

function sourcesOf(status: Status, report: Report | null): readonly Source[] {
  const feeding = new Set((report?.freshness ?? []).map((each) => each.source));
  const files = status.sources.map((each) => ({
    name: each.source,
    through: each.through,
    trouble: each.missing.length > 0 ? `${countOf(each.missing.length, "file")} missing` : null,
    feeds: true,
  }));
  const systems = status.connections.map((each) => ({
    name: each.connection,
    through: each.through,
    trouble: each.streams.find((stream) => stream.error !== null)?.error?.message ?? null,
    feeds:
      feeding.size === 0 ||
      [...feeding].some((name) => name === each.connection || name.startsWith(`${each.connection}.`)),
  }));
  return [...files, ...systems];
}
