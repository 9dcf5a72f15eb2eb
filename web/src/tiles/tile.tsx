import type { ReactNode } from "react";
import { Empty } from "../parts/answer.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { BridgeTile } from "./bridge-tile.tsx";
import { CohortTile } from "./cohort-tile.tsx";
import { kindOf, showParts, type Tile, tileKinds } from "./dashboard.ts";
import { FlowTile } from "./flow-tile.tsx";
import { LevelsTile } from "./levels-tile.tsx";
import { LifeTile } from "./life-tile.tsx";
import { ListTile } from "./list-tile.tsx";
import { NumberTile } from "./number-tile.tsx";
import { ProductsTile } from "./products-tile.tsx";
import { TextTile } from "./text-tile.tsx";
import { TileFrame } from "./tile-frame.tsx";
import { TileScope, TileSetting, useTileState } from "./tile-scope.tsx";
import { TrendTile } from "./trend-tile.tsx";

/** A tile of a dashboard, whatever it shows. It fails alone. */
export function TileView({ tile }: { readonly tile: Tile }): ReactNode {
  const kind = kindOf(tile);
  if (kind === null) return <Unknown tile={tile} />;
  if (kind.key === "text") return <TextTile tile={tile} />;
  return (
    <TileScope tile={tile}>
      <Asked tile={tile} kind={kind.key} />
    </TileScope>
  );
}

function Asked({ tile, kind }: { readonly tile: Tile; readonly kind: string }): ReactNode {
  const { setting, problem, empty, retry } = useTileState();
  const label = tileKinds.find(({ key }) => key === kind)?.label ?? "";
  if (setting === null)
    return (
      <TileFrame tile={tile} title={label}>
        {() =>
          empty ? (
            <Empty>
              <p>Nothing was imported yet.</p>
            </Empty>
          ) : problem === null ? (
            <div aria-busy="true" />
          ) : (
            <Trouble problem={problem} retry={retry} />
          )
        }
      </TileFrame>
    );
  const unknown = setting.unknownDefinition;
  if (unknown !== null)
    return (
      <TileFrame tile={tile} title={label}>
        {() => (
          <Empty>
            <p>
              This tile asks for the definition “{unknown}”, which the project does not have. Edit it to choose another.
            </p>
          </Empty>
        )}
      </TileFrame>
    );
  return (
    <TileSetting setting={setting}>
      <Shown tile={tile} kind={kind} />
    </TileSetting>
  );
}

function Shown({ tile, kind }: { readonly tile: Tile; readonly kind: string }): ReactNode {
  switch (kind) {
    case "number":
      return <NumberTile tile={tile} />;
    case "bridge":
      return <BridgeTile tile={tile} />;
    case "lifecycle":
      return <LifeTile tile={tile} />;
    case "cohorts":
      return <CohortTile tile={tile} />;
    case "flow":
      return <FlowTile tile={tile} />;
    case "levels":
      return <LevelsTile tile={tile} />;
    case "products":
      return <ProductsTile tile={tile} />;
    case "support":
    case "engaged":
      return <ListTile tile={tile} rank={kind} />;
    default:
      return <TrendTile tile={tile} />;
  }
}

function Unknown({ tile }: { readonly tile: Tile }): ReactNode {
  const pages = [...new Set(tileKinds.map(({ path }) => path))].filter((path) => path !== "" && path !== "/");
  return (
    <TileFrame tile={tile} title="Nothing to show">
      {() => (
        <Empty>
          <p>
            A tile shows nothing of “{showParts(tile.show).path}”. It can show {pages.join(", ")}; or / as a number.
          </p>
        </Empty>
      )}
    </TileFrame>
  );
}
