import type { ReactNode } from "react";
import { useAnswer } from "../api/use-answer.ts";
import { dayOf } from "../calendar/days.ts";
import { keyOf } from "../calendar/periods.ts";
import { useSetting } from "../data/setting.ts";
import { rangeTo } from "../data/windows.ts";
import { columnsOf, cutsOf, levelsOf, levelsSentence } from "../figures/levels/curve.ts";
import { LevelChart } from "../figures/levels/level-chart.tsx";
import { LevelTable } from "../figures/levels/level-table.tsx";
import { cellWhen } from "../lists/count-clusters.ts";
import { Answer, Empty } from "../parts/answer.tsx";
import { useAsked } from "../url/use-asked.ts";
import { periodName } from "../words/dates.ts";
import { count } from "../words/numbers.ts";
import type { Tile } from "./dashboard.ts";
import { TileDefinition, TileFrame } from "./tile-frame.tsx";
import styles from "./tile.module.css";

/** The clusters of a period by their number of active days. */
export function LevelsTile({ tile }: { readonly tile: Tile }): ReactNode {
  const setting = useSetting();
  const { base, focus, cut } = setting;
  const { asked, own } = useAsked();
  const { by: _, ...plain } = base;
  const cuts = cutsOf(own["cuts"]);
  const params = { ...plain, ...rangeTo(focus, 1), levels: cuts.join(",") };
  const levels = useAnswer("/api/v1/levels", params);
  const period = levels.data?.totals.find((each) => keyOf(each.period) === focus.key);
  const days = Math.min(400, (dayOf(focus.span.end) ?? 0) - (dayOf(focus.span.start) ?? 0));
  const columns = period === undefined ? [] : columnsOf(period, days);
  const name = `${periodName(focus.span, cut)}${focus.complete ? "" : " so far"}`;
  const when = cellWhen(focus, setting);
  return (
    <TileFrame
      tile={tile}
      title={period === undefined ? "Activity levels" : levelsSentence(levelsOf(columns, cuts), name)}
      caption={`Clusters by active days, ${name}${period === undefined ? "" : `, of ${count(period.clusters)}`}.${focus.complete ? "" : " Hollow: so far."}`}
      question={{ path: "/api/v1/levels", params }}
      foot={<TileDefinition />}
    >
      {(height) => (
        <Answer asking={levels} height={height}>
          {() =>
            period === undefined || period.clusters === 0 ? (
              <Empty>
                <p>Nobody is counted in this period.</p>
              </Empty>
            ) : asked.view === "table" ? (
              <div className={styles["scroll"]} style={{ height }}>
                <LevelTable columns={columns} of={period.clusters} when={when} cuts={cuts} />
              </div>
            ) : (
              <LevelChart
                columns={columns}
                when={when}
                cuts={cuts}
                name={name}
                open={!focus.complete}
                height={Math.max(160, height - 26)}
              />
            )
          }
        </Answer>
      )}
    </TileFrame>
  );
}
