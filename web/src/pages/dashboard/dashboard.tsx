import { Pencil, Share2 } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useParams } from "wouter";
import { ListPanel } from "../../lists/list-panel.tsx";
import { Empty } from "../../parts/answer.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { useNarrow } from "../../parts/use-narrow.ts";
import type { Dashboard, Tile } from "../../tiles/dashboard.ts";
import form from "../../tiles/form.module.css";
import { TileGrid } from "../../tiles/grid.tsx";
import { type OpenFile, useDashboardFile } from "../../tiles/kept.ts";
import { sharedQuestion } from "../../tiles/questions.ts";
import { TileTools } from "../../tiles/tile-frame.tsx";
import {
  type Ground,
  GroundContext,
  type ShownTile,
  TileScope,
  TileSetting,
  useTileGround,
  useTileState,
} from "../../tiles/tile-scope.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { useMayWrite } from "../../data/use-may-write.ts";
import { countOf } from "../../words/numbers.ts";
import styles from "./dashboard.module.css";
import { useDraft } from "./draft.ts";
import { Editor } from "./editor.tsx";
import { SaveMenu } from "./save-menu.tsx";
import { ShareDialog } from "./share-dialog.tsx";
import { TileMenu } from "./tile-menu.tsx";

/** A dashboard: its tiles to be read, arranged, shared and saved. */
export default function DashboardPage(): ReactNode {
  const name = useParams()["name"] ?? "";
  return <Named key={name} name={name} />;
}

function Named({ name }: { readonly name: string }): ReactNode {
  const { open, problem, retry } = useDashboardFile(name);
  if (open !== null) return <Opened name={name} kept={open} />;
  if (problem === null) return <PageHead title="Dashboard" lede="Reading it…" />;
  return (
    <>
      <PageHead title={problem.status === 404 ? "There is no such dashboard" : "This dashboard cannot be read"} />
      <div className={styles["problem"]}>
        {problem.at !== undefined && <code className={form["code"]}>{problem.at}</code>}
        <Trouble problem={problem} retry={retry} />
        <p>
          <PageLink to="/dashboards">All dashboards</PageLink>
        </p>
      </div>
    </>
  );
}

function Opened({ name, kept }: { readonly name: string; readonly kept: OpenFile }): ReactNode {
  const { file } = kept;
  const { own, changeOwn } = useAsked();
  const narrow = useNarrow();
  const drafting = useDraft(name);
  const { draft, dirty, begin, end } = drafting;
  const may = useMayWrite();
  const editing = own["edit"] === "1" && !narrow && may;
  const [sharing, setSharing] = useState<Dashboard | null>(null);
  const questions = useQuestions();
  const shownTiles = useShownTiles();
  const ground = useGround({ told: questions.told, shows: shownTiles.shows });
  useEffect(() => {
    // What was not changed follows the file.
    if (editing && (draft === null || (!dirty && draft.base !== file.version))) begin(file);
  }, [editing, draft, dirty, file, begin]);
  const shown = editing && draft !== null ? draft.value : file.value;
  const share = useCallback(
    (tile: Tile, title: string): void => setSharing({ title, tiles: [{ ...tile, column: 1, row: 1, width: 12 }] }),
    [],
  );
  const edit = (on: boolean): void => changeOwn({ edit: on ? "1" : null, open: null, cell: null });
  return (
    <GroundContext value={ground}>
      {editing && draft !== null ? (
        <Editor name={name} kept={kept} drafting={drafting} leave={() => edit(false)} share={share} />
      ) : (
        <TileTools
          value={(tile, title) => (
            <TileMenu tile={tile} title={title} shown={shownTiles.of} share={may ? () => share(tile, title) : null} />
          )}
        >
          <PageHead
            title={shown.title}
            lede={shown.description ?? `${countOf(shown.tiles.length, "tile")}, kept in dashboards/${name}.yml.`}
            actions={
              <>
                {shown.tiles.length > 0 && <SaveMenu dashboard={shown} shown={shownTiles.of} />}
                {may && (
                  <button type="button" className={form["button"]} onClick={() => setSharing(shown)}>
                    <Share2 size={16} strokeWidth={1.75} aria-hidden /> Share
                  </button>
                )}
                {!narrow && may && (
                  <button type="button" className={form["button"]} onClick={() => edit(true)}>
                    <Pencil size={16} strokeWidth={1.75} aria-hidden /> Edit
                  </button>
                )}
              </>
            }
          />
          {dirty && !narrow && (
            <p className={styles["unsaved"]} role="status">
              Changes made here are not saved.
              <button type="button" className={form["button"]} onClick={() => edit(true)}>
                Go on with them
              </button>
              <button type="button" className={form["button"]} onClick={end}>
                Throw them away
              </button>
            </p>
          )}
          {shown.tiles.length === 0 ? (
            <Empty height={280}>
              <p>There is no tile yet. Edit adds some; so does “Add to dashboard” in the menu of any figure.</p>
            </Empty>
          ) : (
            <div className={styles["tiles"]}>
              <TileGrid tiles={shown.tiles} />
            </div>
          )}
        </TileTools>
      )}
      <OpenList tiles={shown.tiles} />
      {sharing !== null && (
        <ShareDialog
          name={name}
          dashboard={sharing}
          asks={() => questions.of(sharing.tiles)}
          close={() => setSharing(null)}
        />
      )}
    </GroundContext>
  );
}

/** The list behind a number of a tile, with what the tile is asked with. */
function OpenList({ tiles }: { readonly tiles: readonly Tile[] }): ReactNode {
  const { own } = useAsked();
  const tile = tiles.find(({ id }) => id === own["open"]);
  if (tile === undefined || own["cell"] === undefined) return null;
  return (
    <TileScope tile={tile}>
      <SetList />
    </TileScope>
  );
}

function SetList(): ReactNode {
  const { setting } = useTileState();
  if (setting === null) return null;
  return (
    <TileSetting setting={setting}>
      <ListPanel />
    </TileSetting>
  );
}

function useGround({ told, shows }: Pick<Ground, "told" | "shows">): Ground {
  const { project, clock } = useTileGround();
  const { own, changeOwn } = useAsked();
  const [path, go] = useLocation();
  const [tile, cell] = [own["open"], own["cell"]];
  const latest = useRef(changeOwn);
  latest.current = changeOwn;
  return useMemo(
    () => ({
      project,
      clock,
      open: tile === undefined || cell === undefined ? null : { tile, cell },
      openList: (id, to) => latest.current({ open: to === null ? null : id, cell: to }),
      hrefOfList: (id, to) => `${path}?${new URLSearchParams({ open: id, cell: to }).toString()}`,
      go,
      told,
      shows,
    }),
    [project, clock, tile, cell, path, go, told, shows],
  );
}

/** What the tiles say as they are shown, for files of them. */
function useShownTiles(): {
  readonly shows: NonNullable<Ground["shows"]>;
  readonly of: (tile: Tile) => ShownTile | null;
} {
  const known = useRef(new Map<string, ShownTile>());
  const shows = useCallback((tile: string, shown: ShownTile): void => void known.current.set(tile, shown), []);
  return { shows, of: ({ id }) => known.current.get(id) ?? null };
}

/** What the tiles ask, for a link that may ask the same. */
function useQuestions(): {
  readonly told: NonNullable<Ground["told"]>;
  readonly of: (tiles: readonly Tile[]) => readonly string[];
} {
  const asked = useRef(new Map<string, Set<string>>());
  const keyOf = ({ id, kind, show }: Tile): string => `${id} ${kind} ${show}`;
  const told = useCallback((tile: Tile, path: string, params: Readonly<Record<string, unknown>>): void => {
    const key = keyOf(tile);
    const known = asked.current.get(key) ?? new Set();
    asked.current.set(key, known.add(sharedQuestion(path, params).text));
  }, []);
  const of = (tiles: readonly Tile[]): readonly string[] => [
    ...new Set(tiles.flatMap((tile) => [...(asked.current.get(keyOf(tile)) ?? [])])),
  ];
  return { told, of };
}
