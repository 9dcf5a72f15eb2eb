import { GripVertical } from "lucide-react";
import type { ReactNode } from "react";
import type { Tile } from "./dashboard.ts";
import { placeOf } from "./grid.tsx";
import styles from "./grid.module.css";
import { TileTools } from "./tile-frame.tsx";
import { TileView } from "./tile.tsx";
import { useArranging } from "./use-arranging.ts";

/**
 * The tiles, to be arranged: with the pointer at their handle and corner, or with the keyboard on the handle, where
 * arrows move, Shift and arrows resize, Enter keeps and Escape puts back. Each step is said aloud.
 */
export function EditGrid({
  tiles,
  change,
  tools,
}: {
  readonly tiles: readonly Tile[];
  readonly change: (tiles: readonly Tile[]) => void;
  /** What else can be done with a tile. */
  readonly tools: (tile: Tile, title: string) => ReactNode;
}): ReactNode {
  const { order, at, held, said, place, pointing, keyed, left } = useArranging(tiles, change);
  return (
    <>
      <p id="arranging" className="aloud">
        Arrow keys move the tile, Shift and arrow keys change its size. Enter keeps it there, Escape puts it back.
      </p>
      <p role="status" className="aloud" data-said>
        {said}
      </p>
      <div ref={place} className={`${styles["grid"]} ${styles["editing"]}`} data-tiles={order.length}>
        {order.map((known) => {
          const tile = at(known.id) ?? known;
          const isHeld = held === tile.id;
          return (
            <div
              key={tile.id}
              className={styles["cell"]}
              style={placeOf(tile)}
              data-held={isHeld ? "" : undefined}
              data-cell={tile.id}
            >
              <TileTools
                value={(each, title) => (
                  <>
                    <button
                      type="button"
                      className={styles["handle"]}
                      aria-label={`Move or resize ${title}`}
                      aria-describedby="arranging"
                      title="Drag, or arrow keys; Shift and arrow keys resize"
                      onKeyDown={keyed(each.id, title)}
                      onBlur={left}
                      {...pointing(each.id, title, "move")}
                    >
                      <GripVertical size={16} strokeWidth={1.75} aria-hidden />
                    </button>
                    {tools(each, title)}
                  </>
                )}
              >
                <TileView tile={known} />
              </TileTools>
              <span className={styles["corner"]} aria-hidden {...pointing(tile.id, tile.title ?? tile.id, "size")} />
            </div>
          );
        })}
      </div>
    </>
  );
}
