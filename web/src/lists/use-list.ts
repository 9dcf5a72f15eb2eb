import { infiniteQueryOptions, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { ask } from "../api/ask.ts";
import { useDataVersion } from "../api/data-version.ts";
import type { Problem } from "../api/schema.ts";
import { problemOf, ProblemError } from "../api/use-answer.ts";
import { type Setting, useSetting } from "../data/setting.ts";
import { type Cell, formatCell, parseCell } from "../url/cell.ts";
import { moreLines } from "./lines.ts";
import { type ListAsk, type ListRow, type ListSource, listSources } from "./sources.ts";

/** A list as far as it is loaded. */
export interface LoadedList {
  readonly title: string | null;
  /** How many there are in all, loaded or not; null: not known yet. */
  readonly count: number | null;
  readonly rows: readonly ListRow[];
  readonly waiting: boolean;
  readonly problem: Problem | null;
  readonly more: (() => void) | null;
  readonly retry: () => void;
}

/** Where each question of a list goes on: null: at its beginning; false: it is all there. */
type Places = readonly (string | null | false)[];

/** The list of a cell, page by page. */
export function useLoadedList(cell: Cell): LoadedList {
  const setting = useSetting();
  const version = useDataVersion();
  const source = sourceOf(cell);
  const query = useInfiniteQuery({ ...questionOf(cell, setting, version), enabled: source !== null });
  const pages = query.data?.pages;
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.flatMap((each) => each.rows)), [pages]);
  const count = pages?.[0]?.reduce((sum, each) => sum + each.count, 0) ?? null;
  return {
    title: count === null || source === null ? null : source.title(count, cell, setting),
    count,
    rows,
    waiting: query.fetchStatus === "fetching",
    problem: source === null ? unknownFigure(cell) : problemOf(query.error),
    more: query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : null,
    retry: () => void query.refetch(),
  };
}

/** So long a pointer, or the focus, rests on a number before its list is asked for, in milliseconds. */
const restsFor = 80;

/**
 * Asks for a list as soon as a pointer or the focus rests on its number, at the latest when that is pressed: it is under
 * way before the panel is there.
 */
export function useListAhead(): void {
  const setting = useSetting();
  const version = useDataVersion();
  const client = useQueryClient();
  useEffect(() => {
    let resting: ReturnType<typeof setTimeout> | undefined;
    let asked: Cell | null = null;
    const giveUp = (): void => {
      if (asked === null) return;
      const { queryKey } = questionOf(asked, setting, version);
      void client.cancelQueries({ queryKey, exact: true, predicate: (query) => query.getObserversCount() === 0 });
    };
    const ask = (cell: Cell): void => {
      if (asked !== null && formatCell(asked) !== formatCell(cell)) giveUp();
      asked = cell;
      // What is wrong with it is told once it is asked in earnest.
      client.infiniteQuery({ ...questionOf(cell, setting, version), retry: false }).catch(() => undefined);
    };
    const rest = (cell: Cell | null): void => {
      clearTimeout(resting);
      if (cell !== null) resting = setTimeout(() => ask(cell), restsFor);
    };
    let [x, y] = [-1, -1];
    const move = (event: PointerEvent): void => {
      [x, y] = [event.clientX, event.clientY];
    };
    // Where the page moved under it, the pointer means nothing.
    const point = (event: PointerEvent): void =>
      rest(event.clientX === x && event.clientY === y ? null : cellUnder(event));
    const focus = (event: FocusEvent): void => rest(cellOf(event.target));
    const press = (event: PointerEvent): void => {
      const cell = event.button === 0 ? cellUnder(event) : null;
      if (cell !== null) ask(cell);
    };
    document.addEventListener("pointermove", move, { passive: true });
    document.addEventListener("pointerover", point);
    document.addEventListener("focusin", focus);
    document.addEventListener("pointerdown", press);
    return () => {
      clearTimeout(resting);
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerover", point);
      document.removeEventListener("focusin", focus);
      document.removeEventListener("pointerdown", press);
    };
  }, [client, setting, version]);
}

/** The same of a number under the mouse; null for a finger, which begins on numbers when it scrolls, too. */
function cellUnder({ pointerType, target }: PointerEvent): Cell | null {
  return pointerType === "mouse" ? cellOf(target) : null;
}

/** The list that a number opens; null: there is none. */
function cellOf(target: EventTarget | null): Cell | null {
  const link = target instanceof Element ? target.closest("a[data-count]") : null;
  const [path, search] = (link?.getAttribute("href") ?? "").split("?");
  const cell = path === location.pathname ? parseCell(new URLSearchParams(search).get("list")) : null;
  return cell !== null && sourceOf(cell) !== null ? cell : null;
}

function questionOf(cell: Cell, setting: Setting, version: string) {
  const source = sourceOf(cell);
  const asks = source?.asks(cell, setting) ?? [];
  return infiniteQueryOptions({
    queryKey: ["list", cell, asks, version],
    initialPageParam: firstPlaces(asks),
    queryFn: async ({ pageParam, signal }) =>
      Promise.all(
        asks.map(async (each, index) => {
          const place = pageParam[index];
          if (place === false || place === undefined || source === null) return { rows: [], count: 0, next: null };
          const params = place === null ? each.params : { ...each.params, limit: moreLines, cursor: place };
          const answered = await ask(each.path, params as never, { signal });
          if (!answered.ok) throw new ProblemError(answered.problem, answered.retryAfter);
          return source.page(answered.data, cell, setting);
        }),
      ),
    getNextPageParam: (last): Places | null => {
      const places = last.map((each) => each.next ?? (false as const));
      return places.every((place) => place === false) ? null : places;
    },
  });
}

function sourceOf(cell: Cell): ListSource | null {
  return listSources[cell["figure"] ?? ""] ?? null;
}

function firstPlaces(asks: readonly ListAsk[]): Places {
  return asks.map(() => null);
}

function unknownFigure(cell: Cell): Problem {
  return {
    type: "about:blank",
    title: "Not Found",
    status: 404,
    code: "PAGE_UNKNOWN_LIST",
    detail: `This link opens a list of a figure “${cell["figure"]}”, which there is not.`,
  };
}
