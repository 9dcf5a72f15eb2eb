import type { Dashboard as Kept } from "../api/schema.ts";

/** A page of tiles, as its file says it. */
export type Dashboard = Kept;
/** One of its tiles. */
export type Tile = Kept["tiles"][number];

/** What a tile can show: a page's answer, or words. */
export interface TileKind {
  readonly key: string;
  readonly label: string;
  /** What it is good for. */
  readonly note: string;
  readonly kind: Tile["kind"];
  /** The page whose address says what is asked; empty for words. */
  readonly path: string;
  readonly own: Readonly<Record<string, string>>;
  readonly width: number;
  readonly height: number;
  /** What can be chosen of it. */
  readonly takes: readonly ("stage" | "compare" | "measure" | "mark" | "split")[];
}

/** Everything that a tile can show. */
export const tileKinds: readonly TileKind[] = [
  {
    key: "number",
    label: "Number",
    note: "how many are active, of how many, and the change",
    kind: "number",
    path: "/",
    own: {},
    width: 4,
    height: 4,
    takes: ["stage", "compare", "measure"],
  },
  {
    key: "trend",
    label: "Trend",
    note: "lines, stacks or bars over time",
    kind: "figure",
    path: "/trend",
    own: {},
    width: 8,
    height: 8,
    takes: ["stage", "measure", "mark", "split"],
  },
  {
    key: "table",
    label: "Table",
    note: "the numbers of the trend, period by period",
    kind: "table",
    path: "/trend",
    own: {},
    width: 12,
    height: 8,
    takes: ["stage", "split"],
  },
  {
    key: "bridge",
    label: "Why it changed",
    note: "the change between two periods in parts that add up",
    kind: "figure",
    path: "/why",
    own: {},
    width: 8,
    height: 8,
    takes: ["compare", "measure"],
  },
  {
    key: "lifecycle",
    label: "Lifecycle",
    note: "new, retained, come back, gone quiet",
    kind: "figure",
    path: "/lifecycle",
    own: {},
    width: 8,
    height: 8,
    takes: ["stage"],
  },
  {
    key: "cohorts",
    label: "Retention",
    note: "who of those new in a period was active again later",
    kind: "figure",
    path: "/retention",
    own: {},
    width: 12,
    height: 11,
    takes: [],
  },
  {
    key: "flow",
    label: "Flow",
    note: "moves between the stages in a period",
    kind: "figure",
    path: "/flow",
    own: {},
    width: 8,
    height: 11,
    takes: [],
  },
  {
    key: "levels",
    label: "Activity levels",
    note: "clusters by their number of active days",
    kind: "figure",
    path: "/levels",
    own: {},
    width: 8,
    height: 8,
    takes: [],
  },
  {
    key: "products",
    label: "Products",
    note: "which clusters use which products, the most engaged first",
    kind: "figure",
    path: "/products",
    own: {},
    width: 8,
    height: 11,
    takes: ["stage"],
  },
  {
    key: "support",
    label: "Needs support",
    note: "clusters that went quiet or fell behind, with reasons",
    kind: "table",
    path: "/clusters",
    own: { rank: "support" },
    width: 8,
    height: 8,
    takes: ["stage"],
  },
  {
    key: "engaged",
    label: "Most engaged",
    note: "clusters by active days, members and activities",
    kind: "table",
    path: "/clusters",
    own: { rank: "engaged" },
    width: 8,
    height: 8,
    takes: ["stage"],
  },
  {
    key: "text",
    label: "Text",
    note: "your own words between the figures",
    kind: "text",
    path: "",
    own: {},
    width: 4,
    height: 4,
    takes: [],
  },
];

/** The path and query of what a tile shows. */
export function showParts(show: string | undefined): { readonly path: string; readonly search: string } {
  const [path = "", ...search] = (show ?? "").split("?");
  return { path, search: search.join("?") };
}

/** What a tile shows; null: a page that tiles show nothing of. */
export function kindOf(tile: Pick<Tile, "kind" | "show">): TileKind | null {
  if (tile.kind === "text") return tileKinds.find(({ kind }) => kind === "text") ?? null;
  const { path, search } = showParts(tile.show);
  const rank = new URLSearchParams(search).get("rank");
  if (path === "/clusters") return tileKinds.find(({ path: of, key }) => of === path && key === rank) ?? null;
  if (tile.kind === "number") return tileKinds.find(({ key }) => key === "number") ?? null;
  const known = tileKinds.filter((each) => each.path === path && path !== "/");
  return known.find(({ kind }) => kind === tile.kind) ?? known[0] ?? null;
}

/** A tile of a page's address as it stands, in the usual size; null: no tile shows that page. */
export function tileOf(path: string, search: string): Omit<Tile, "id" | "column" | "row"> | null {
  const query = new URLSearchParams(search);
  const table = query.get("view") === "table";
  const page = path === "/" ? "/trend" : path;
  for (const name of ["list", "view", "edit"]) query.delete(name);
  const show = query.size === 0 ? page : `${page}?${readableQuery(query)}`;
  const found = kindOf({ kind: table && page === "/trend" ? "table" : "figure", show });
  return found === null ? null : { kind: found.kind, show, width: found.width, height: found.height };
}

/** A query as people read it: colons, commas and the like stand as they are. */
export function readableQuery(query: URLSearchParams): string {
  return query.toString().replaceAll(/%(?:3A|3B|2C|40|2F|21)/g, (code) => decodeURIComponent(code));
}

/** A name for a new tile that no other has: `trend`, `trend-2`. */
export function freeId(tiles: readonly Pick<Tile, "id">[], wanted: string): string {
  const base = slugOf(wanted) || "tile";
  const taken = new Set(tiles.map(({ id }) => id));
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base.slice(0, 54)}-${number}`;
    if (!taken.has(id)) return id;
  }
}

/** A title as the name of a file: letters a to z, digits, -; empty where nothing is left. */
export function slugOf(title: string): string {
  return title
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 48)
    .replace(/-+$/, "");
}
