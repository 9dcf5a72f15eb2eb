import type { ReactNode } from "react";
import { useAnswer } from "../api/use-answer.ts";
import { useSetting } from "../data/setting.ts";
import { rangeTo } from "../data/windows.ts";
import { FlowChart } from "../figures/flow/flow-chart.tsx";
import { flowIn, flowTitle } from "../figures/flow/moves.ts";
import { MovesTable } from "../figures/flow/moves-table.tsx";
import { cellWhen } from "../lists/count-clusters.ts";
import { Answer, Empty } from "../parts/answer.tsx";
import { ByWidth } from "../parts/by-width.tsx";
import { useAsked } from "../url/use-asked.ts";
import { windowText } from "../words/windows.ts";
import type { Tile } from "./dashboard.ts";
import { TileDefinition, TileFrame } from "./tile-frame.tsx";
import styles from "./tile.module.css";

// Narrower, the ribbons' numbers have no room.
const narrowest = 520;

/** How clusters moved between the stages in a period. */
export function FlowTile({ tile }: { readonly tile: Tile }): ReactNode {
  const setting = useSetting();
  const { base, focus, cut, definition } = setting;
  const { asked } = useAsked();
  const { by: _, ...plain } = base;
  const params = { ...plain, ...rangeTo(focus, 1) };
  const moves = useAnswer("/api/v1/transitions", params);
  const flow = moves.data === null ? null : flowIn(moves.data, focus.key);
  const text = windowText(focus, cut);
  const time = focus.complete ? `in ${text}` : `on ${text} so far`;
  const when = cellWhen(focus, setting);
  return (
    <TileFrame
      tile={tile}
      title={flow === null ? "Flow between stages" : flowTitle(flow, time)}
      caption={`Between the stages, ${text}${focus.complete ? "" : " so far"}. From above: came in. Downwards: left.`}
      question={{ path: "/api/v1/transitions", params }}
      foot={<TileDefinition />}
    >
      {(height) =>
        moves.problem?.code === "QUERY_NO_STAGE_HISTORY" ? (
          <Empty>
            <p>Nobody is seen to move: “{definition.name}” counts clusters whose stages have no history.</p>
          </Empty>
        ) : (
          <Answer asking={moves} height={height}>
            {() =>
              flow === null || flow.moves.length === 0 ? (
                <Empty>
                  <p>Nobody changed stage in this period.</p>
                </Empty>
              ) : (
                <ByWidth>
                  {(width) =>
                    asked.view === "table" || width < narrowest ? (
                      <div className={styles["scroll"]} style={{ height }}>
                        <MovesTable flow={flow} when={when} tight={width < narrowest} />
                      </div>
                    ) : (
                      <FlowChart flow={flow} when={when} height={Math.max(260, height - 26)} />
                    )
                  }
                </ByWidth>
              )
            }
          </Answer>
        )
      }
    </TileFrame>
  );
}
