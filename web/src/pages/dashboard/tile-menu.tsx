import { Ellipsis } from "lucide-react";
import type { ReactNode } from "react";
import { type Choice, Menu } from "../../parts/menu.tsx";
import { Popover } from "../../parts/popover.tsx";
import type { Tile } from "../../tiles/dashboard.ts";
import type { ShownTile } from "../../tiles/tile-scope.tsx";
import { savePictureOf } from "./saving.ts";

/** What can be done with a tile. */
export function TileMenu({
  tile,
  title,
  share,
  shown = () => null,
  edit = null,
}: {
  readonly tile: Tile;
  readonly title: string;
  /** Null: it cannot be shared by who looks. */
  readonly share: (() => void) | null;
  /** What the tile says as it is shown. */
  readonly shown?: (tile: Tile) => ShownTile | null;
  /** While the dashboard is edited. */
  readonly edit?: { readonly open: () => void; readonly copy: () => void; readonly remove: () => void } | null;
}): ReactNode {
  const choices = (): readonly Choice[] => [
    ...(edit === null
      ? []
      : [
          { key: "edit", label: "Edit", act: edit.open },
          { key: "copy", label: "Duplicate", act: edit.copy },
          { key: "remove", label: "Remove", act: edit.remove },
        ]),
    ...(edit !== null || tile.kind === "text" || tile.show === undefined
      ? []
      : [{ key: "page", label: "Open its page", href: tile.show }]),
    ...(edit === null ? savings({ tile, title, address: shown(tile)?.address ?? null }) : []),
    ...(edit === null && share !== null ? [{ key: "share", label: "Share or embed this tile", act: share }] : []),
  ];
  return (
    <Popover
      look="icon"
      align="end"
      label={`More of ${title}`}
      button={<Ellipsis size={16} strokeWidth={1.75} aria-hidden />}
    >
      {(close) => <Menu choices={choices()} close={close} />}
    </Popover>
  );
}

/** A tile as a picture, and its numbers as a file. */
function savings({
  tile,
  title,
  address,
}: {
  readonly tile: Tile;
  readonly title: string;
  readonly address: string | null;
}): readonly Choice[] {
  const picture = (format: "png" | "svg" | "pdf"): void => {
    const section = document.querySelector(`section[data-tile="${CSS.escape(tile.id)}"]`);
    if (section !== null) void savePictureOf({ title, tiles: [section], whole: section }, format);
  };
  return [
    { key: "png", label: "Picture (PNG)", act: () => picture("png") },
    { key: "svg", label: "Picture (SVG)", act: () => picture("svg") },
    { key: "pdf", label: "PDF", act: () => picture("pdf") },
    ...(address === null
      ? []
      : (["csv", "xlsx"] as const).map((format) => ({
          key: format,
          label: format === "csv" ? "Numbers (CSV)" : "Numbers (Excel)",
          act: () => location.assign(`${address}&format=${format}`),
        }))),
  ];
}
