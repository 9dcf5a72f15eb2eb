import { type ReactNode, type SubmitEvent, useState } from "react";
import { Dialog } from "../../parts/dialog.tsx";
import { kindOf, showParts, type Tile, tileKinds } from "../../tiles/dashboard.ts";
import form from "../../tiles/form.module.css";
import { formatAsked, ownOf, parseAsked } from "../../url/asked.ts";
import { type Filled, Question } from "./tile-question.tsx";

/** Makes a tile, or changes what one shows. */
export function TileForm({
  tile,
  done,
  close,
}: {
  /** Null: a new one. */
  readonly tile: Tile | null;
  readonly done: (tile: Tile) => void;
  readonly close: () => void;
}): ReactNode {
  const [filled, setFilled] = useState(() => filledOf(tile));
  const { kind } = filled;
  const fill = (part: Partial<Filled>): void => setFilled({ ...filled, ...part });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    done(madeOf(filled, tile));
  };
  return (
    <Dialog open title={tile === null ? "Add a tile" : "Edit the tile"} onClose={close}>
      <form className={form["form"]} onSubmit={submit}>
        <label className={form["field"]}>
          It shows
          <select
            value={kind.key}
            onChange={(event) => fill({ kind: tileKinds.find(({ key }) => key === event.target.value) ?? kind })}
          >
            {tileKinds.map((each) => (
              <option key={each.key} value={each.key}>
                {each.label}: {each.note}
              </option>
            ))}
          </select>
        </label>
        <label className={form["field"]}>
          Title
          <input
            maxLength={200}
            value={filled.title}
            placeholder={kind.kind === "text" ? "None" : "By itself: a sentence that follows the numbers"}
            onChange={(event) => fill({ title: event.target.value })}
          />
        </label>
        {kind.kind === "text" ? (
          <label className={form["field"]}>
            Text
            <textarea
              required
              maxLength={10_000}
              value={filled.text}
              onChange={(event) => fill({ text: event.target.value })}
            />
            <span className={form["note"]}>
              # heading, - points, **strong**, *emphasis*, `code`, [words](https://example.com)
            </span>
          </label>
        ) : (
          <Question filled={filled} fill={fill} />
        )}
        <div className={form["buttons"]}>
          <button type="submit" className={form["primary"]}>
            {tile === null ? "Add" : "Take over"}
          </button>
          <button type="button" className={form["button"]} onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function filledOf(tile: Tile | null): Filled {
  const first = tileKinds[0];
  if (first === undefined) throw new Error("there is nothing that a tile can show");
  const { search } = showParts(tile?.show);
  return {
    kind: (tile === null ? null : kindOf(tile)) ?? first,
    title: tile?.title ?? "",
    text: tile?.text ?? "",
    asked: { ...parseAsked(search), list: null },
    own: ownOf(search),
  };
}

/** The tile that was filled in; of another kind it takes that kind's usual size. */
function madeOf({ kind, title, text, asked, own }: Filled, tile: Tile | null): Tile {
  const same = tile !== null && kindOf(tile)?.key === kind.key;
  const { width, height } = same ? tile : kind;
  const { column = 1, row = 1 } = tile ?? {};
  const { rank: _, ...plain } = own;
  const query = formatAsked({ ...asked, view: "chart" }, { ...plain, ...kind.own });
  const named = title.trim() === "" ? {} : { title: title.trim() };
  const place = { column: Math.min(column, 13 - width), row, width, height };
  if (kind.kind === "text") return { id: tile?.id ?? kind.key, kind: "text", ...named, text, ...place };
  const show = query === "" ? kind.path : `${kind.path}?${query}`;
  return { id: tile?.id ?? kind.key, kind: kind.kind, ...named, show, ...place };
}
