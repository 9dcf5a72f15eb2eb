import { createContext, type ReactNode, use, useMemo } from "react";
import { Router } from "wouter";
import { AskerContext } from "../api/asker.ts";
import { useWatchedData } from "../api/data-version.ts";
import type { Problem } from "../api/schema.ts";
import { type Setting, SettingContext } from "../data/setting.ts";
import { useClock } from "../data/use-clock.ts";
import { type ProjectGround, useSettingState } from "../data/use-setting.ts";
import { useAsked } from "../url/use-asked.ts";
import { showParts, type Tile } from "./dashboard.ts";

/** What tiles stand on. */
export interface Ground {
  /** Whether anything was imported; null: not known yet. */
  readonly project: ProjectGround | null;
  readonly clock: number;
  /** The list that is open: of which tile, and its cell. */
  readonly open: { readonly tile: string; readonly cell: string } | null;
  /** Opens the list of a tile's cell; with null closes it. */
  readonly openList: (tile: string, cell: string | null) => void;
  /** The address of the page with that list open. */
  readonly hrefOfList: (tile: string, cell: string) => string;
  /** Goes to another page. */
  readonly go: (href: string) => void;
  /** Told of every question that a tile asks. */
  readonly told: ((tile: Tile, path: string, params: Readonly<Record<string, unknown>>) => void) | null;
  /** Told what a tile says, and the address of the question that its numbers answer; null: it has none. */
  readonly shows: ((tile: string, shown: ShownTile) => void) | null;
}

/** What a tile says as it is shown. */
export interface ShownTile {
  readonly title: string;
  readonly address: string | null;
}

/** Given by the page that shows tiles. */
export const GroundContext = createContext<Ground | null>(null);

/** Whether the project has anything imported, and the clock, for a page inside the shell. */
export function useTileGround(): Pick<Ground, "project" | "clock"> {
  const { project } = useWatchedData();
  const clock = useClock();
  return { project, clock };
}

/**
 * What is inside takes the tile's address for that of the page, so that figures of pages are figures of tiles; a list
 * that it opens is opened beside the dashboard, any other link leads to its page.
 */
export function TileScope({ tile, children }: { readonly tile: Tile; readonly children: ReactNode }): ReactNode {
  const ground = use(GroundContext);
  const { path, search } = addressOf(tile);
  const cell = ground?.open?.tile === tile.id ? ground.open.cell : null;
  const router = useMemo(() => {
    const query = new URLSearchParams(search);
    if (cell !== null) query.set("list", cell);
    const whole = query.toString();
    const listOf = (to: string): string | null => {
      const [page = "", rest = ""] = to.split("?");
      return page === path ? new URLSearchParams(rest).get("list") : null;
    };
    const navigate = (to: string): void => {
      const list = listOf(to);
      if (list !== null || (cell !== null && to.split("?")[0] === path)) ground?.openList(tile.id, list);
      else ground?.go(to);
    };
    const hrefs = (to: string): string => {
      const list = listOf(to);
      return list === null ? to : (ground?.hrefOfList(tile.id, list) ?? to);
    };
    const hook = (): [string, (to: string) => void] => [path, navigate];
    return { hook, searchHook: () => whole, hrefs };
  }, [path, search, cell, tile.id, ground]);
  return (
    <Router {...router}>
      <Telling tile={tile}>{children}</Telling>
    </Router>
  );
}

/** How the setting of a tile stands. */
export interface TileState {
  readonly setting: Setting | null;
  readonly problem: Problem | null;
  readonly empty: boolean;
  readonly retry: () => void;
}

/** Inside a tile's scope: its setting, from its own address. */
export function useTileState(): TileState {
  const ground = use(GroundContext);
  const { asked } = useAsked();
  return useSettingState(asked, ground?.project ?? null, ground?.clock ?? 0);
}

/** What is inside reads the tile's setting as pages read theirs. */
export function TileSetting({
  setting,
  children,
}: {
  readonly setting: Setting;
  readonly children: ReactNode;
}): ReactNode {
  return <SettingContext value={setting}>{children}</SettingContext>;
}

function Telling({ tile, children }: { readonly tile: Tile; readonly children: ReactNode }): ReactNode {
  const { ask } = use(AskerContext);
  const told = use(GroundContext)?.told ?? null;
  const { id, show } = tile;
  const asker = useMemo(
    () => ({
      ask,
      told: told === null ? null : (path: string, params: object) => told(tile, path, { ...params }),
    }),
    // A tile that was only moved asks the same.
    [ask, told, id, show],
  );
  return <AskerContext value={asker}>{children}</AskerContext>;
}

function addressOf(tile: Tile): { readonly path: string; readonly search: string } {
  const { path, search } = showParts(tile.show);
  if (tile.kind !== "table" || path === "/clusters") return { path, search };
  const query = new URLSearchParams(search);
  query.set("view", "table");
  return { path, search: query.toString() };
}
