import type { ReactNode } from "react";
import { useAnswer } from "../api/use-answer.ts";
import { keyOf } from "../calendar/periods.ts";
import { useSetting } from "../data/setting.ts";
import { rangeTo } from "../data/windows.ts";
import { LifeChart } from "../figures/lifecycle/life-chart.tsx";
import { LifeTable } from "../figures/lifecycle/life-table.tsx";
import { lifeOf, lifeSentence } from "../figures/lifecycle/life.ts";
import { Answer, Empty } from "../parts/answer.tsx";
import { useAsked } from "../url/use-asked.ts";
import { stageName } from "../words/names.ts";
import type { Tile } from "./dashboard.ts";
import { TileDefinition, TileFrame } from "./tile-frame.tsx";
import styles from "./tile.module.css";

/** Who is new, stayed, came back and went quiet. */
export function LifeTile({ tile }: { readonly tile: Tile }): ReactNode {
  const { base, focus, cut } = useSetting();
  const { asked } = useAsked();
  const { by: _, ...plain } = base;
  const params = { ...plain, ...rangeTo(focus, 12) };
  const report = useAnswer("/api/v1/report", params);
  const stage = asked.stage[0] ?? null;
  const life = report.data === null ? [] : lifeOf(report.data, stage);
  const now = life.find((each) => keyOf(each.period) === focus.key);
  return (
    <TileFrame
      tile={tile}
      title={now === undefined ? "Lifecycle" : lifeSentence(now, cut)}
      caption={`Active clusters${stage === null ? "" : ` in ${stageName(stage)}`} above the line, those that went quiet below it.${focus.complete ? "" : " Hollow: so far."}`}
      question={{ path: "/api/v1/report", params }}
      foot={<TileDefinition sentence={report.data?.definition.sentence} />}
    >
      {(height) => (
        <Answer asking={report} height={height}>
          {() =>
            life.every((each) => each.active === 0 && (each.numbers.dormant ?? 0) === 0) ? (
              <Empty>
                <p>No cluster was active in these periods.</p>
              </Empty>
            ) : asked.view === "table" ? (
              <div className={styles["scroll"]} style={{ height }}>
                <LifeTable life={life} stage={stage} />
              </div>
            ) : (
              <LifeChart life={life} stage={stage} height={Math.max(160, height - 26)} />
            )
          }
        </Answer>
      )}
    </TileFrame>
  );
}
