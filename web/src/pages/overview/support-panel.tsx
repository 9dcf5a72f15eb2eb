import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import type { Gets } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { localDay } from "../../calendar/days.ts";
import { stageColours } from "../../charts/colours.ts";
import { WeekBars } from "../../charts/week-bars.tsx";
import { useSetting } from "../../data/setting.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { StageName } from "../../parts/stage-name.tsx";
import { cellWhen } from "../../lists/count-clusters.ts";
import { daysText } from "../../words/dates.ts";
import { count } from "../../words/numbers.ts";
import { fallText } from "../../words/support.ts";
import { windowText } from "../../words/windows.ts";
import styles from "./support-panel.module.css";

type Table = Gets["/api/v1/table"]["answer"];
type Needing = Table["clusters"][number];
const shown = 10;

/** The clusters that need somebody, those that fell most first. */
export function SupportPanel({
  when,
  className,
}: {
  /** False: not asked yet. */
  readonly when: boolean;
  readonly className?: string | undefined;
}): ReactNode {
  const setting = useSetting();
  const { base, focus } = setting;
  const oneByOne = setting.definition.choices?.counts === "cluster";
  const { by: _, ...plain } = base;
  const asking = useAnswer(
    "/api/v1/table",
    {
      ...plain,
      in: focus.key,
      support: true,
      sort: "trend,-events",
      limit: shown,
    },
    { when: when && oneByOne },
  );
  const picks = useAnswer("/api/v1/picks", { definition: base.definition });
  const stages = picks.data?.stages ?? [];
  const cell = { ...cellWhen(focus, setting), figure: "support" };
  const found = asking.data?.count ?? 0;
  return (
    <Panel
      className={className}
      title={
        <>
          Needs support {asking.data !== null && <NumberLink count={found} cell={cell} className={styles["count"]} />}
        </>
      }
      caption={`Far fewer active days, or activities, in ${windowText(focus, setting.cut)} than before. Most days lost first.`}
      actions={
        found > 0 && (
          <PageLink
            to="/clusters"
            own={{ rank: "support" }}
            className={styles["all"]}
            otherwise={<NumberLink count={found} cell={cell} className={styles["all"]} text={<All found={found} />} />}
          >
            <All found={found} />
          </PageLink>
        )
      }
    >
      {!oneByOne && (
        <Empty>
          <p>{setting.definition.name} does not count clusters one by one, so none of them is told here.</p>
        </Empty>
      )}
      {oneByOne && (
        <Answer asking={asking} height={600} phoneHeight={330}>
          {(table) =>
            table.clusters.length === 0 ? (
              <Empty>
                <p>No cluster needs support: none of those active before fell behind.</p>
              </Empty>
            ) : (
              <NeedingTable clusters={table.clusters} stages={stages} />
            )
          }
        </Answer>
      )}
    </Panel>
  );
}

function All({ found }: { readonly found: number }): ReactNode {
  return (
    <>
      All {count(found)} <ArrowRight size={15} strokeWidth={1.75} aria-hidden />
    </>
  );
}

function NeedingTable({
  clusters,
  stages,
}: {
  readonly clusters: readonly Needing[];
  readonly stages: readonly string[];
}): ReactNode {
  return (
    <div className={styles["box"]}>
      <table className={styles["table"]}>
        <thead>
          <tr>
            <th scope="col">Cluster and why it is here</th>
            <th scope="col">Stage</th>
            <th scope="col">Active days, 12 weeks</th>
            <th scope="col">Quiet for</th>
            <th scope="col">Owner</th>
          </tr>
        </thead>
        <tbody>
          {clusters.map((each) => (
            <NeedingRow key={each.cluster} cluster={each} stages={stages} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NeedingRow({ cluster, stages }: { readonly cluster: Needing; readonly stages: readonly string[] }): ReactNode {
  const setting = useSetting();
  const kind = setting.definition.choices?.cluster ?? "";
  const last = cluster.last === null ? null : localDay(Date.parse(cluster.last), setting.zone);
  const until = Math.min(setting.focus.until, setting.cut);
  const place = cluster.stage === null ? -1 : stages.indexOf(cluster.stage);
  return (
    <tr>
      <th scope="row" className={styles["who"]}>
        <PageLink
          to="/clusters"
          rest={`/${encodeURIComponent(kind)}/${encodeURIComponent(cluster.cluster)}`}
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
        <span className={styles["reason"]} title={cluster.reasons.map(capital).join("; ")}>
          {whyOf(cluster)}
        </span>
      </th>
      <td className={styles["stage"]}>
        {cluster.stage !== null && (
          <StageName
            stage={cluster.stage}
            colour={place < 0 ? "var(--text-3)" : stageColours(place, stages.length).mark}
          />
        )}
      </td>
      <td className={styles["weeks"]}>
        <WeekBars days={cluster.weeks} />
      </td>
      <td className={styles["quiet"]}>
        <span className={styles["word"]}>quiet </span>
        {last === null ? "–" : daysText(Math.max(0, until - 1 - last))}
      </td>
      <td className={styles["owner"]}>
        <bdi>{cluster.owner}</bdi>
      </td>
    </tr>
  );
}

/** Why a cluster is in the list, as short as its column. */
function whyOf(cluster: Needing): string {
  return fallText(cluster) ?? capital(cluster.reasons[0] ?? cluster.reason);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
