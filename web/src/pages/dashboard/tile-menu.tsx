import { Ellipsis } from "lucide-react";
import type { ReactNode } from "react";
import { type Choice, Menu } from "../../parts/menu.tsx";
import { Popover } from "../../parts/popover.tsx";
import type { Tile } from "../../tiles/dashboard.ts";

/** What can be done with a tile. */
export function TileMenu({
  tile,
  title,
  share,
  edit = null,
}: {
  readonly tile: Tile;
  readonly title: string;
  readonly share: () => void;
  /** While the dashboard is edited. */
  readonly edit?: { readonly open: () => void; readonly copy: () => void; readonly remove: () => void } | null;
}): ReactNode {
  const choices: readonly Choice[] = [
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
    ...(edit === null ? [{ key: "share", label: "Share or embed this tile", act: share }] : []),
  ];
  return (
    <Popover
      look="icon"
      align="end"
      label={`More of ${title}`}
      button={<Ellipsis size={16} strokeWidth={1.75} aria-hidden />}
    >
      {(close) => <Menu choices={choices} close={close} />}
    </Popover>
  );
}
