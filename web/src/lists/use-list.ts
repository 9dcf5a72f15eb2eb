import { infiniteQueryOptions, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { aheadRetry, giveUpAhead } from "../api/ahead.ts";
import { ask } from "../api/ask.ts";
import { useDataVersion } from "../api/data-version.ts";
import type { Problem } from "../api/schema.ts";
import { ProblemError } from "../api/problem-error.ts";
import { resting } from "../api/resting.ts";
import { problemOf } from "../api/use-answer.ts";
import { type Setting, useSetting } from "../data/setting.ts";
import { type Cell, formatCell, parseCell } from "../url/cell.ts";
import { firstLines, linesAtOnce } from "./lines.ts";
import { type ListAsk, type ListRow, type ListSource, listSources } from "./sources.ts";

/** A list as far as it is loaded. */
export interface LoadedList {
  readonly title: string | null;
  /** How many there are in all, loaded or not; null: not known yet. */
  readonly count: number | null;
  readonly rows: readonly ListRow[];
  readonly waiting: boolean;
  readonly problem: Problem | null;
  /** Whether it goes on beyond the rows; `more` loads them, and is null while it does. */
  readonly goesOn: boolean;
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
    goesOn: query.hasNextPage,
    more: query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : null,
    retry: () => void query.refetch(),
  };
}

/**
 * Asks for a list as soon as a pointer or the focus rests on its number, at the latest when that is pressed. One that is
 * not opened is given up when the pointer has left, or asks for another.
 */
export function useListAhead(): void {
  const setting = useSetting();
  const version = useDataVersion();
  const client = useQueryClient();
  const pointer = useRef({ x: -1, y: -1 });
  useEffect(() => {
    const { rest, press, end } = resting<Cell>(
      (cell) => {
        const question = questionOf(cell, setting, version);
        client.infiniteQuery({ ...question, retry: aheadRetry(client, question.queryKey) }).catch(() => undefined);
        return () => giveUpAhead(client, question.queryKey);
      },
      (a, b) => formatCell(a) === formatCell(b),
    );
    const move = (event: PointerEvent): void => {
      pointer.current = { x: event.clientX, y: event.clientY };
    };
    const point = (event: PointerEvent): void => {
      const { x, y } = pointer.current;
      // Where the page moved under it, the pointer means nothing.
      rest(event.clientX === x && event.clientY === y ? null : cellUnder(event));
    };
    const focus = (event: FocusEvent): void => rest(cellOf(event.target));
    const down = (event: PointerEvent): void => {
      const cell = event.button === 0 ? cellUnder(event) : null;
      if (cell !== null) press(cell);
    };
    document.addEventListener("pointermove", move, { passive: true });
    document.addEventListener("pointerover", point);
    document.addEventListener("focusin", focus);
    document.addEventListener("pointerdown", down);
    return () => {
      // By the time it is given up, whoever opened it waits for it.
      end();
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerover", point);
      document.removeEventListener("focusin", focus);
      document.removeEventListener("pointerdown", down);
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
          const first = each.params["limit"] === linesAtOnce && asks.length === 1 ? { limit: firstLines } : {};
          const params = { ...each.params, ...(place === null ? first : { cursor: place }) };
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
