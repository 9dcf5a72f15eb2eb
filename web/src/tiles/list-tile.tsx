import type { ReactNode } from "react";
import type { TableCluster } from "../api/schema.ts";
import { useAnswer } from "../api/use-answer.ts";
import { localDay } from "../calendar/days.ts";
import { WeekBars } from "../charts/week-bars.tsx";
import { useSetting } from "../data/setting.ts";
import { Answer, Empty } from "../parts/answer.tsx";
import { PageLink } from "../parts/page-link.tsx";
import { useAsked } from "../url/use-asked.ts";
import { dayText } from "../words/dates.ts";
import { stageName } from "../words/names.ts";
import { count, countOf } from "../words/numbers.ts";
import { reasonText } from "../words/reasons.ts";
import { fallText } from "../words/support.ts";
import { windowText } from "../words/windows.ts";
import type { Tile } from "./dashboard.ts";
import styles from "./list-tile.module.css";
import { TileDefinition, TileFrame } from "./tile-frame.tsx";

const shown = 50;

/** Clusters with why they are here: those that need support, or the most engaged. */
export function ListTile({ tile, rank }: { readonly tile: Tile; readonly rank: "support" | "engaged" }): ReactNode {
  const { base, focus, cut, definition } = useSetting();
  const { asked, own } = useAsked();
  const { by: _, ...plain } = base;
  const oneByOne = definition.choices?.counts === "cluster";
  const question = {
    ...plain,
    in: focus.key,
    ...(rank === "support" ? { support: true, sort: "trend,-events" } : { status: "active" as const, sort: "-score" }),
    ...(asked.stage.length === 0 ? {} : { stage: [...asked.stage] }),
    ...(own["owner"] === undefined ? {} : { owner: [own["owner"]] }),
    ...(own["q"] === undefined ? {} : { find: own["q"] }),
  };
  const table = useAnswer("/api/v1/table", { ...question, limit: shown }, { when: oneByOne });
  const found = table.data?.count ?? null;
  const title =
    found === null
      ? rank === "support"
        ? "Needs support"
        : "Most engaged"
      : rank === "support"
        ? `${countOf(found, "cluster")} ${found === 1 ? "needs" : "need"} support`
        : `The most engaged of ${countOf(found, "active cluster")}`;
  const more = found !== null && found > shown ? ` The first ${shown}.` : "";
  return (
    <TileFrame
      tile={tile}
      title={title}
      caption={`${rank === "support" ? "They went quiet or fell behind" : "By active days, members and activities"}, ${windowText(focus, cut)}${focus.complete ? "" : ", so far"}.${more}`}
      {...(oneByOne ? { question: { path: "/api/v1/table", params: question } } : {})}
      foot={<TileDefinition />}
    >
      {(height) =>
        oneByOne ? (
          <Answer asking={table} height={height}>
            {({ clusters }) =>
              clusters.length === 0 ? (
                <Empty>
                  <p>{rank === "support" ? "No cluster needs support." : "No cluster is active."}</p>
                </Empty>
              ) : (
                <Lines clusters={clusters} height={height} label={tile.title ?? title} />
              )
            }
          </Answer>
        ) : (
          <Empty>
            <p>{definition.name} does not count clusters one by one, so none of them is told here.</p>
          </Empty>
        )
      }
    </TileFrame>
  );
}

function Lines({
  clusters,
  height,
  label,
}: {
  readonly clusters: readonly TableCluster[];
  readonly height: number;
  readonly label: string;
}): ReactNode {
  return (
    <div className={styles["scroll"]} style={{ height }} tabIndex={0} role="group" aria-label={label}>
      <table className={styles["table"]}>
        <thead>
          <tr>
            <th scope="col">Cluster and why</th>
            <th scope="col" className={styles["stage"]}>
              Stage
            </th>
            <th scope="col">Days, 12 weeks</th>
            <th scope="col" className={styles["end"]}>
              Last
            </th>
            <th scope="col" className={styles["owner"]}>
              Owner
            </th>
          </tr>
        </thead>
        <tbody>
          {clusters.map((each) => (
            <Line key={each.cluster} cluster={each} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ cluster }: { readonly cluster: TableCluster }): ReactNode {
  const { definition, zone, cut } = useSetting();
  const kind = definition.choices?.cluster ?? "cluster";
  const last = cluster.last === null ? null : localDay(Date.parse(cluster.last), zone);
  return (
    <tr>
      <th scope="row" className={styles["who"]}>
        <PageLink
          to="/clusters"
          rest={`/${encodeURIComponent(kind)}/${encodeURIComponent(cluster.cluster)}`}
          change={{ stage: [], by: [] }}
          className={styles["name"]}
          dir="auto"
          otherwise={
            <span className={styles["name"]} dir="auto">
              {cluster.name ?? cluster.cluster}
            </span>
          }
        >
          {cluster.name ?? cluster.cluster}
        </PageLink>
        <span className={styles["reason"]}>{whyOf(cluster, cut)}</span>
      </th>
      <td className={styles["stage"]}>{cluster.stage === null ? "" : stageName(cluster.stage)}</td>
      <td>
        <WeekBars days={cluster.weeks} />
      </td>
      <td className={styles["end"]}>{last === null ? "–" : dayText(last, cut)}</td>
      <td className={styles["owner"]}>
        <bdi>{cluster.owner}</bdi>
      </td>
    </tr>
  );
}

/** Why a cluster is in the list, as short as its column. */
function whyOf(cluster: TableCluster, cut: number): string {
  const fall = fallText(cluster);
  if (fall !== null) return fall;
  const { days, reasons, reason, score } = cluster;
  const why = reasonText(reasons[0] ?? reason, cut).replace(/\.$/, "");
  return reasons.length === 0 ? `${countOf(days, "active day")}, engagement ${count(score)} of 100` : why;
}
