import type { GetPath } from "../api/ask.ts";
import type { Setting } from "../data/setting.ts";
import type { Cell } from "../url/cell.ts";
import { cohort, levels } from "./cells.ts";
import { compared } from "./compared.ts";
import { countClusters } from "./count-clusters.ts";
import { differing } from "./differing.ts";
import { explained } from "./explained.ts";
import { moves } from "./moves.ts";
import { productUsers } from "./product-users.ts";
import { needingSupport } from "./support.ts";

/** A question whose answer is a list, or a part of it. */
export interface ListAsk {
  readonly path: GetPath;
  readonly params: Readonly<Record<string, unknown>>;
}

/** One cluster of a list. */
export interface ListRow {
  readonly key: string;
  readonly name: string;
  readonly stage: string | null;
  readonly owner: string | null;
  /** The words of its status: “retained”, “went quiet”. */
  readonly status: string | null;
  /** The figures of the row: “6 days, last 19 Nov”. */
  readonly facts: string;
  /** Why it is in the list. */
  readonly reason: string;
}

/** A page of a list. */
export interface ListPage {
  readonly rows: readonly ListRow[];
  readonly count: number;
  readonly next: string | null;
}

/** How the lists of one kind of figure are asked for and read. */
export interface ListSource {
  /** The questions that make the list together, one after the other. */
  readonly asks: (cell: Cell, setting: Setting) => readonly ListAsk[];
  readonly page: (answer: unknown, cell: Cell, setting: Setting) => ListPage;
  /** What the list is called, with its count: “338 active clusters in Customer, 1–21 November”. */
  readonly title: (count: number, cell: Cell, setting: Setting) => string;
}

/** The kinds of lists by the `figure` of their cells; without one, clusters by status. One line each. */
export const listSources: Readonly<Record<string, ListSource>> = {
  "": countClusters,
  compared,
  difference: differing,
  explain: explained,
  cohort,
  levels,
  moves,
  "product-users": productUsers,
  support: needingSupport,
};
