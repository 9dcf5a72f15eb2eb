import { Plus, TriangleAlert, Undo2 } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useLocation } from "wouter";
import type { Problem } from "../../api/schema.ts";
import { Empty } from "../../parts/answer.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { freeId, type Tile } from "../../tiles/dashboard.ts";
import { EditGrid } from "../../tiles/edit-grid.tsx";
import form from "../../tiles/form.module.css";
import { createDashboard, type OpenFile, writeDashboard } from "../../tiles/kept.ts";
import { settled, withTile } from "../../tiles/layout.ts";
import styles from "./dashboard.module.css";
import type { Drafting } from "./draft.ts";
import { TileForm } from "./tile-form.tsx";
import { TileMenu } from "./tile-menu.tsx";

/** The dashboard while it is built: its title, its tiles, and saving them without writing over what others did. */
export function Editor({
  name,
  kept,
  drafting,
  leave,
  share,
}: {
  readonly name: string;
  readonly kept: OpenFile;
  readonly drafting: Drafting;
  readonly leave: () => void;
  readonly share: (tile: Tile, title: string) => void;
}): ReactNode {
  const { draft, dirty, change } = drafting;
  const [open, setOpen] = useState<Tile | "new" | null>(null);
  const { saving, problem, save, takeTheirs, keepMine } = useSaving(name, { kept, drafting, leave });
  const [show, setShow] = useState<string | null>(null);
  useEffect(() => {
    // A new tile lies below the others: it is shown, and can be moved at once.
    if (show === null) return;
    const cell = document.querySelector(`[data-cell="${CSS.escape(show)}"]`);
    cell?.scrollIntoView({ block: "center" });
    cell?.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
    setShow(null);
  }, [show]);
  if (draft === null) return null;
  const { value } = draft;
  const conflict = problem?.status === 412 || (dirty && draft.base !== kept.file.version);
  const setTiles = (tiles: readonly Tile[]): void => change({ ...value, tiles: [...tiles] });
  return (
    <>
      <h1 className="aloud">Edit {value.title}</h1>
      <EditBar drafting={drafting} saving={saving} save={save} add={() => setOpen("new")} leave={leave} />
      {conflict ? (
        <Conflict title={value.title} takeTheirs={takeTheirs} keepMine={keepMine} />
      ) : (
        problem !== null && (
          <div className={styles["conflict"]}>
            <Trouble problem={problem} retry={save} />
          </div>
        )
      )}
      <p className={styles["hint"]}>
        Drag a tile by its handle, and its size at its lower right corner; or arrow keys on the handle, with Shift for
        the size, Enter to keep, Escape to put back.
      </p>
      <div className={styles["tiles"]}>
        {value.tiles.length === 0 ? (
          <Empty height={240}>
            <p>There is no tile yet.</p>
          </Empty>
        ) : (
          <EditGrid
            tiles={value.tiles}
            change={setTiles}
            tools={(tile, title) => (
              <TileMenu
                tile={tile}
                title={title}
                share={() => share(tile, title)}
                edit={{
                  open: () => setOpen(tile),
                  copy: () => setTiles(withTile(value.tiles, { ...tile, id: freeId(value.tiles, tile.id) })),
                  remove: () => setTiles(settled(value.tiles.filter(({ id }) => id !== tile.id))),
                }}
              />
            )}
          />
        )}
      </div>
      {open !== null && (
        <TileForm
          tile={open === "new" ? null : open}
          close={() => setOpen(null)}
          done={(made) => {
            setOpen(null);
            if (open === "new") {
              const id = freeId(value.tiles, made.id);
              setTiles(withTile(value.tiles, { ...made, id }));
              setShow(id);
            } else setTiles(value.tiles.map((each) => (each.id === open.id ? { ...made, id: each.id } : each)));
          }}
        />
      )}
    </>
  );
}

/** Saving over the version that was read, and the two ways out where somebody else was faster. */
function useSaving(
  name: string,
  {
    kept: { read, put },
    drafting: { draft, begin, end },
    leave,
  }: { readonly kept: OpenFile; readonly drafting: Drafting; readonly leave: () => void },
): {
  readonly saving: boolean;
  readonly problem: Problem | null;
  readonly save: () => void;
  readonly takeTheirs: () => void;
  readonly keepMine: () => void;
} {
  const [, go] = useLocation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saving, setSaving] = useState(false);
  const save = async (): Promise<void> => {
    if (draft === null) return;
    setSaving(true);
    const written = await writeDashboard(name, { ...draft.value, tiles: [...settled(draft.value.tiles)] }, draft.base);
    setSaving(false);
    setProblem(written.ok ? null : written.problem);
    if (!written.ok) return;
    put(written.data);
    end();
    leave();
  };
  const takeTheirs = async (): Promise<void> => {
    const theirs = await read();
    setProblem(null);
    if (theirs !== null) begin(theirs);
  };
  const keepMine = async (): Promise<void> => {
    if (draft === null) return;
    const made = await createDashboard({ ...draft.value, title: `${draft.value.title} (copy)`.slice(0, 200) });
    if (!made.ok) return setProblem(made.problem);
    end();
    go(`/dashboards/${made.data.name}`);
  };
  return {
    saving,
    problem,
    save: () => void save(),
    takeTheirs: () => void takeTheirs(),
    keepMine: () => void keepMine(),
  };
}

/** The title, what there is to do, and whether it is saved. */
function EditBar({
  drafting: { draft, dirty, change, undo, end },
  saving,
  save,
  add,
  leave,
}: {
  readonly drafting: Drafting;
  readonly saving: boolean;
  readonly save: () => void;
  readonly add: () => void;
  readonly leave: () => void;
}): ReactNode {
  if (draft === null) return null;
  const { value } = draft;
  return (
    <div className={styles["bar"]}>
      <input
        className={styles["name"]}
        aria-label="Title"
        maxLength={200}
        value={value.title}
        onChange={(event) => change({ ...value, title: event.target.value })}
      />
      <span className={styles["state"]} role="status">
        {saving ? "Saving…" : dirty ? "Not saved" : "Nothing changed"}
      </span>
      <button type="button" className={form["button"]} onClick={add}>
        <Plus size={16} strokeWidth={1.75} aria-hidden /> Add a tile
      </button>
      <button type="button" className={form["button"]} disabled={undo === null} onClick={() => undo?.()}>
        <Undo2 size={16} strokeWidth={1.75} aria-hidden /> Undo
      </button>
      <button
        type="button"
        className={form["button"]}
        onClick={() => {
          if (!dirty) end();
          leave();
        }}
      >
        {dirty ? "Save later" : "Done"}
      </button>
      <button
        type="button"
        className={form["primary"]}
        disabled={!dirty || saving || value.title.trim() === ""}
        onClick={save}
      >
        Save
      </button>
    </div>
  );
}

/** Two windows changed the same: both ways out, and nothing is lost by either. */
function Conflict({
  title,
  takeTheirs,
  keepMine,
}: {
  readonly title: string;
  readonly takeTheirs: () => void;
  readonly keepMine: () => void;
}): ReactNode {
  return (
    <div className={styles["conflict"]} role="alert">
      <TriangleAlert size={16} strokeWidth={1.75} aria-hidden />
      <p>
        {title} was changed in another window meanwhile, so it was not saved here. Your changes are still on this page.
      </p>
      <button type="button" className={form["button"]} onClick={takeTheirs}>
        Load theirs
      </button>
      <button type="button" className={form["primary"]} onClick={keepMine}>
        Keep mine as a copy
      </button>
    </div>
  );
}
