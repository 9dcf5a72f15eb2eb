import type { ReactNode } from "react";
import { useAnswer } from "../api/use-answer.ts";
import { useSetting } from "../data/setting.ts";
import type { Window } from "../data/windows.ts";
import { BridgeChart } from "../figures/bridge/bridge-chart.tsx";
import { comparisonOf, type ShownChange, shownChange, sidesOf, windowsOf } from "../figures/bridge/change.ts";
import { toldOf, toldText } from "../figures/bridge/told.ts";
import { fromTo, headline } from "../figures/bridge/words.ts";
import { Answer, Empty } from "../parts/answer.tsx";
import { ByWidth } from "../parts/by-width.tsx";
import tableStyles from "../parts/number-table.module.css";
import { useAsked } from "../url/use-asked.ts";
import { signedCount, signedPoints } from "../words/numbers.ts";
import { windowText } from "../words/windows.ts";
import type { Tile } from "./dashboard.ts";
import { TileDefinition, TileFrame } from "./tile-frame.tsx";
import styles from "./tile.module.css";

// Narrower, the names under the columns touch.
const narrowest = 460;

/** The change between two periods in parts that add up. */
export function BridgeTile({ tile }: { readonly tile: Tile }): ReactNode {
  const { compared, definition } = useSetting();
  const why =
    definition.choices?.denominator === "none"
      ? `“${definition.name}” counts without saying of how many, so its change has no parts.`
      : "A change needs two periods: choose what this one is compared with.";
  if (definition.choices?.denominator !== "none" && compared !== null)
    return <Bridge tile={tile} compared={compared} />;
  return (
    <TileFrame tile={tile} title="Why it changed" foot={<TileDefinition />}>
      {() => (
        <Empty>
          <p>{why}</p>
        </Empty>
      )}
    </TileFrame>
  );
}

function Bridge({ tile, compared }: { readonly tile: Tile; readonly compared: Window }): ReactNode {
  const { base, focus, cut } = useSetting();
  const { asked, own } = useAsked();
  const told = toldOf(own);
  const as = toldText(told, cut);
  const { by: _, ...plain } = base;
  const both = windowsOf(focus, compared, cut);
  const { earlier, later, swapped } = both;
  const windows = swapped ? ([later, earlier] as const) : ([earlier, later] as const);
  const params = { ...plain, from: compared.key, to: focus.key, ...told };
  const explained = useAnswer("/api/v1/explanation", params);
  const sides = useAnswer("/api/v1/comparison", { ...plain, ...comparisonOf(both) });
  const levels = sides.data === null ? null : sidesOf(sides.data, both);
  const change =
    explained.data === null || levels === null
      ? null
      : shownChange(explained.data, levels, { wanted: asked.measure, told });
  return (
    <TileFrame
      tile={tile}
      title={change === null ? "Why it changed" : headline(change, windows, cut)}
      caption={`${fromTo(windows, cut)}, part by part. The parts add up.${as === null ? "" : ` ${windowText(windows[0], cut)} ${as}.`}${focus.complete ? "" : " Hollow: so far."}`}
      question={{ path: "/api/v1/explanation", params }}
      foot={<TileDefinition />}
    >
      {(height) => (
        <Answer asking={{ ...explained, problem: explained.problem ?? sides.problem }} height={height}>
          {() =>
            change === null ? (
              <div aria-busy={sides.waiting}>{!sides.waiting && <p>There is nothing to compare with.</p>}</div>
            ) : (
              <ByWidth>
                {(width) =>
                  width < narrowest ? (
                    <div style={{ height }}>
                      <Parts change={change} />
                    </div>
                  ) : (
                    <BridgeChart change={change} windows={windows} height={Math.max(160, height - 26)} />
                  )
                }
              </ByWidth>
            )
          }
        </Answer>
      )}
    </TileFrame>
  );
}

/** The same as lines, where there is no room for columns. */
function Parts({ change }: { readonly change: ShownChange }): ReactNode {
  const inPoints = change.points !== null;
  return (
    <div className={styles["scroll"]} tabIndex={0} role="group" aria-label="The parts of the change">
      <table className={tableStyles["table"]}>
        <thead>
          <tr>
            <th scope="col">Part</th>
            {inPoints && <th scope="col">pts</th>}
            <th scope="col">clusters</th>
          </tr>
        </thead>
        <tbody>
          {change.parts.map((part) => (
            <tr key={part.part}>
              <th scope="row">{part.name}</th>
              {inPoints && <td>{signedPoints(part.points ?? 0)}</td>}
              <td>{signedCount(part.clusters)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Together</th>
            {inPoints && <td>{signedPoints(change.points ?? 0)}</td>}
            <td>{signedCount(change.clusters)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
