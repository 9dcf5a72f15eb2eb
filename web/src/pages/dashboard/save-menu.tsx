import { Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Problem } from "../../api/schema.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { type Choice, Menu } from "../../parts/menu.tsx";
import { Popover } from "../../parts/popover.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import type { Dashboard, Tile } from "../../tiles/dashboard.ts";
import type { ShownTile } from "../../tiles/tile-scope.tsx";
import { savePictureOf, saveTables } from "./saving.ts";

/** A dashboard as a file: what is seen of it, or all of its numbers. */
export function SaveMenu({
  dashboard,
  shown,
}: {
  readonly dashboard: Dashboard;
  /** What a tile says as it is shown. */
  readonly shown: (tile: Tile) => ShownTile | null;
}): ReactNode {
  const [problem, setProblem] = useState<Problem | null>(null);
  const { title, tiles } = dashboard;
  const picture = (format: "png" | "svg" | "pdf"): void => {
    const whole = document.querySelector("[data-tiles]");
    const sections = [...document.querySelectorAll("section[data-tile]")];
    if (whole !== null) void savePictureOf({ title, tiles: sections, whole }, format);
  };
  const numbers = async (format: "csv" | "xlsx"): Promise<void> => {
    const tables = tiles.flatMap((tile) => {
      const says = shown(tile);
      // A tile that says what is wrong has no numbers; it does not take those of the others along.
      const failed = document.querySelector(`section[data-tile="${CSS.escape(tile.id)}"] [role="alert"]`) !== null;
      if (says === null || says.address === null || failed) return [];
      return [{ title: says.title.slice(0, 200), ask: says.address.replace("/api/v1/", "") }];
    });
    setProblem(await saveTables(title, tables, format));
  };
  const choices: readonly Choice[] = [
    { key: "png", label: "Picture (PNG)", act: () => picture("png") },
    { key: "svg", label: "Picture (SVG)", act: () => picture("svg") },
    { key: "pdf", label: "PDF", note: "A4, with texts that can be searched", act: () => picture("pdf") },
    ...(tiles.some((tile) => tile.kind !== "text")
      ? [
          { key: "csv", label: "Numbers (CSV)", note: "one table of all tiles", act: () => void numbers("csv") },
          { key: "xlsx", label: "Numbers (Excel)", note: "a sheet for each tile", act: () => void numbers("xlsx") },
        ]
      : []),
  ];
  return (
    <>
      <Popover
        label="Save"
        align="end"
        button={
          <>
            <Download size={16} strokeWidth={1.75} aria-hidden /> Save
          </>
        }
      >
        {(close) => <Menu close={close} choices={choices} />}
      </Popover>
      <Dialog open={problem !== null} title="It could not be saved" onClose={() => setProblem(null)}>
        {problem !== null && <Trouble problem={problem} />}
      </Dialog>
    </>
  );
}
