import type { ReactNode } from "react";
import type { Job } from "../api/schema.ts";
import { count, countOf } from "../words/numbers.ts";
import table from "./data-table.module.css";
import { Panel } from "./panel.tsx";
import styles from "./sync-streams.module.css";

type Stream = NonNullable<NonNullable<Job["progress"]>["streams"]>[number];

/** Every stream of a sync so far, and what may still be asked of the system. Nothing where there are none. */
export function SyncStreams({ job }: { readonly job: Job }): ReactNode {
  const { progress } = job;
  const streams = progress?.streams ?? [];
  if (streams.length === 0) return null;
  const budget = progress?.budget ?? null;
  return (
    <Panel
      title="Each stream"
      caption={
        budget === null
          ? undefined
          : `${count(budget.remaining)} of ${count(budget.limit)} ${budget.of} are left, as the system says.`
      }
    >
      <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Streams">
        <table className={table["table"]} data-cards>
          <caption className="aloud">Streams</caption>
          <thead>
            <tr>
              <th scope="col">Stream</th>
              <th scope="col">How it stands</th>
              <th scope="col" className={table["end"]}>
                Rows
              </th>
              <th scope="col" className={table["end"]}>
                Calls
              </th>
            </tr>
          </thead>
          <tbody>
            {streams.map((each) => (
              <tr key={each.stream}>
                <th scope="row">{each.stream}</th>
                <td className={table["wide"]} data-state={each.state}>
                  <StreamWords stream={each} running={job.state === "running"} />
                </td>
                <td className={table["end"]} data-label="rows">
                  {count(each.rows)}
                  {each.expected !== null && <span className={styles["faint"]}> of {count(each.expected)}</span>}
                </td>
                <td className={table["end"]} data-label="calls">
                  {count(each.calls)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function StreamWords({ stream, running }: { readonly stream: Stream; readonly running: boolean }): ReactNode {
  if (stream.error !== null) return stream.error;
  if (stream.state === "stopped" || (stream.state === "reading" && !running)) return "stopped; the next sync goes on";
  if (stream.state !== "reading") return "read";
  const left = stream.seconds_left;
  const percent = stream.expected === null || stream.expected === 0 ? null : (100 * stream.rows) / stream.expected;
  return (
    <>
      reading{percent !== null && ` ${Math.min(100, Math.floor(percent))}%`}
      {left !== null && left >= 5 && `, about ${countOf(left, "second")} left`}
    </>
  );
}
