import { type CSSProperties, type ReactNode, useMemo } from "react";
import { useNarrow } from "../parts/use-narrow.ts";
import type { Tile } from "./dashboard.ts";
import styles from "./grid.module.css";
import { settled } from "./layout.ts";
import { TileView } from "./tile.tsx";

/** The tiles where they lie, to be read; on a phone one below the other. */
export function TileGrid({
  tiles,
  fill = false,
}: {
  readonly tiles: readonly Tile[];
  /** Whether one tile takes all the room that its window has. */
  readonly fill?: boolean;
}): ReactNode {
  const narrow = useNarrow();
  const placed = useMemo(() => settled(tiles), [tiles]);
  return (
    <div
      className={fill ? styles["fill"] : styles["grid"]}
      data-tiles={placed.length}
      data-fill={fill ? "" : undefined}
    >
      {placed.map((tile) => (
        <div
          key={tile.id}
          className={styles["cell"]}
          style={fill ? undefined : narrow ? phoneHeight(tile) : placeOf(tile)}
        >
          <TileView tile={tile} />
        </div>
      ))}
    </div>
  );
}

/** Where a tile lies in the grid, as style. */
export function placeOf({ column, row, width, height }: Tile): CSSProperties {
  return { gridColumn: `${column} / span ${width}`, gridRow: `${row} / span ${height}` };
}

function phoneHeight({ height }: Tile): CSSProperties {
  return { "--tile-body": `${Math.max(240, Math.min(height * 40, 420))}px` } as CSSProperties;
}
