import { type ReactNode, useState } from "react";
import { localDay } from "../../calendar/days.ts";
import { useSetting } from "../../data/setting.ts";
import { Empty } from "../../parts/answer.tsx";
import table from "../../parts/data-table.module.css";
import { Panel } from "../../parts/panel.tsx";
import { dayText } from "../../words/dates.ts";
import { count, countOf } from "../../words/numbers.ts";
import type { ClusterData } from "./cluster-data.ts";
import styles from "./members.module.css";

const few = 15;

/** Who belongs to a cluster, since when, and what they did. */
export function Members({ cluster }: { readonly cluster: ClusterData }): ReactNode {
  const [all, setAll] = useState(false);
  const { zone, cut } = useSetting();
  const dated = cluster.members.some((each) => each.from !== null || each.to !== null);
  const shown = all ? cluster.members : cluster.members.slice(0, few);
  const acted = cluster.members.filter((each) => each.days > 0).length;
  const day = (instant: string | null): string =>
    instant === null ? "–" : dayText(localDay(Date.parse(instant), zone), cut);
  return (
    <Panel
      title={
        cluster.members_all === 0
          ? "No members"
          : `${countOf(cluster.members_all, "member")}, ${count(acted)} of them active`
      }
      caption="In the periods above, those who acted last first."
    >
      {cluster.members_all === 0 ? (
        <Empty>
          <p>No activity of this cluster names a member, and no list of members was read.</p>
        </Empty>
      ) : (
        <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Members">
          <table className={table["table"]}>
            <caption className="aloud">Members</caption>
            <thead>
              <tr>
                <th scope="col">Member</th>
                {dated && <th scope="col">From–to</th>}
                <th scope="col" className={table["end"]}>
                  Activities
                </th>
                <th scope="col" className={table["end"]}>
                  Days
                </th>
                <th scope="col" className={table["end"]}>
                  Last
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((each) => (
                <tr key={`${each.member} ${each.from ?? ""}`}>
                  <th scope="row">
                    <bdi>{each.member}</bdi>
                  </th>
                  {dated && (
                    <td className={table["near"]}>
                      {day(each.from)} to {each.to === null ? "now" : day(each.to)}
                    </td>
                  )}
                  <td className={table["end"]}>{count(each.events)}</td>
                  <td className={table["end"]}>{count(each.days)}</td>
                  <td className={table["end"]}>{day(each.last)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {cluster.members.length > few && (
        <button type="button" className={styles["more"]} onClick={() => setAll(!all)}>
          {all
            ? "Show fewer"
            : `Show ${cluster.members.length === cluster.members_all ? "all" : "the first"} ${count(cluster.members.length)}`}
        </button>
      )}
    </Panel>
  );
}
