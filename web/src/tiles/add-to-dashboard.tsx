import { type ReactNode, type SubmitEvent, useState } from "react";
import { Link } from "wouter";
import type { DashboardFile, Problem } from "../api/schema.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { type Dashboard, freeId, kindOf, readableQuery, showParts, type Tile } from "./dashboard.ts";
import styles from "./form.module.css";
import { changeDashboard, createDashboard } from "./kept.ts";
import { withTile } from "./layout.ts";

const fresh = "";

/** Puts what is looked at onto a dashboard: one that there is, or a new one. */
export default function AddToDashboard({
  tile,
  close,
}: {
  readonly tile: Omit<Tile, "id" | "column" | "row">;
  readonly close: () => void;
}): ReactNode {
  const dashboards = useAnswer("/api/v1/dashboards", {});
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [title, setTitle] = useState("");
  const pinned = new URLSearchParams(showParts(tile.show).search).get("at");
  const [moves, setMoves] = useState(true);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [added, setAdded] = useState<DashboardFile | null>(null);
  const files = dashboards.data?.files ?? [];
  const to = chosen ?? files[0]?.name ?? fresh;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const next = (value: Dashboard): Dashboard => ({
      ...value,
      tiles: [...withTile(value.tiles, asTile(tile, { title, moves, tiles: value.tiles }))],
    });
    const answered =
      to === fresh
        ? await createDashboard(next({ title: name.trim() || "New dashboard", tiles: [] }))
        : await changeDashboard(to, next);
    setProblem(answered.ok ? null : answered.problem);
    if (answered.ok) setAdded(answered.data);
    dashboards.retry();
  };
  return (
    <Dialog open title="Add to a dashboard" onClose={close}>
      {added === null ? (
        <form className={styles["form"]} onSubmit={(event) => void submit(event)}>
          <label className={styles["field"]}>
            Dashboard
            <select value={to} onChange={(event) => setChosen(event.target.value)}>
              {files.map((each) => (
                <option key={each.name} value={each.name}>
                  {each.value.title}
                </option>
              ))}
              <option value={fresh}>A new one</option>
            </select>
          </label>
          {to === fresh && (
            <label className={styles["field"]}>
              Its title
              <input
                required
                maxLength={200}
                value={name}
                placeholder="Monday review"
                onChange={(event) => setName(event.target.value)}
              />
            </label>
          )}
          <label className={styles["field"]}>
            Title of the tile
            <input
              maxLength={200}
              value={title}
              placeholder={`By itself: ${kindOf({ ...tile })?.label ?? "what it shows"}, in a sentence`}
              onChange={(event) => setTitle(event.target.value)}
            />
          </label>
          {pinned !== null && (
            <label className={styles["check"]}>
              <input type="checkbox" checked={moves} onChange={(event) => setMoves(event.target.checked)} />
              Always the current period, not {pinned}
            </label>
          )}
          {problem !== null && <Trouble problem={problem} />}
          <div className={styles["buttons"]}>
            <button type="submit" className={styles["primary"]}>
              Add
            </button>
            <button type="button" className={styles["button"]} onClick={close}>
              Cancel
            </button>
          </div>
        </form>
      ) : (
        <div className={styles["form"]}>
          <p role="status">Added to {added.value.title}, at its end.</p>
          <div className={styles["buttons"]}>
            <Link href={`/dashboards/${added.name}`} className={styles["primary"] ?? ""} onClick={close}>
              Open it
            </Link>
            <button type="button" className={styles["button"]} onClick={close}>
              Stay here
            </button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function asTile(
  tile: Omit<Tile, "id" | "column" | "row">,
  { title, moves, tiles }: { readonly title: string; readonly moves: boolean; readonly tiles: readonly Tile[] },
): Tile {
  const { path, search } = showParts(tile.show);
  const query = new URLSearchParams(search);
  if (moves) query.delete("at");
  const show = query.size === 0 ? path : `${path}?${readableQuery(query)}`;
  return {
    id: freeId(tiles, title.trim() === "" ? (kindOf(tile)?.key ?? "tile") : title),
    ...tile,
    show,
    ...(title.trim() === "" ? {} : { title: title.trim() }),
    column: 1,
    row: 1,
  };
}
