import { createContext, use, useCallback, useMemo } from "react";
import { useLocation, useRouter, useSearch } from "wouter";
import { type Asked, formatAsked, ownOf, parseAsked } from "./asked.ts";
import { type Cell, formatCell, parseCell } from "./cell.ts";
import { listOfPage, useListOfPage, usePageSearch } from "./page-search.ts";

/** How a change of the address is kept: `replace` for what changes while a thing is dragged or typed. */
export interface Going {
  readonly replace?: boolean;
}

/** What the address asks for, and how to ask for something else. */
export interface AskedState {
  /** What is common to all pages: the same object for as long as it says the same. A page is not told of the open list. */
  readonly asked: Asked;
  /** The parameters of this page alone. */
  readonly own: Readonly<Record<string, string>>;
  /** Changes common parameters; others stay. */
  readonly change: (change: Partial<Asked>, going?: Going) => void;
  /** Changes parameters of this page alone; null takes one away. */
  readonly changeOwn: (change: Readonly<Record<string, string | null>>, going?: Going) => void;
  /** The address of this page with a change, for links; an open list is closed by it. */
  readonly hrefWith: (change: Partial<Asked>) => string;
  /** The address of another page that keeps what is asked; with a change, if any. */
  readonly hrefTo: (page: string, change?: Partial<Asked>, own?: Readonly<Record<string, string>>) => string;
}

/** The address of the page as values, and changes of it as functions. */
export function useAsked(): AskedState {
  const { asked, own } = parsed(useSearch());
  const [path, go] = useLocation();
  const onPage = useOnPage();
  const change = useCallback(
    (partial: Partial<Asked>, going: Going = {}) =>
      go(address(path, formatAsked({ ...listed(asked, onPage), ...partial }, own)), going),
    [asked, own, path, go, onPage],
  );
  const changeOwn = useCallback(
    (partial: Readonly<Record<string, string | null>>, going: Going = {}) => {
      const kept = Object.entries({ ...own, ...partial }).filter((each): each is [string, string] => each[1] !== null);
      go(address(path, formatAsked(listed(asked, onPage), Object.fromEntries(kept))), going);
    },
    [asked, own, path, go, onPage],
  );
  return {
    asked,
    own,
    change,
    changeOwn,
    hrefWith: (partial) => address(path, formatAsked({ ...asked, ...partial }, own)),
    hrefTo: (page, partial = {}, others = {}) =>
      address(page, formatAsked({ ...asked, list: null, ...partial }, others)),
  };
}

/** Whether numbers open their lists here: not where only the numbers are shared. */
export const ListsOpen = createContext(true);

/** The address that opens the list of a cell; empty where lists do not open. */
export function useList(): { readonly hrefOf: (cell: Cell) => string } {
  const { hrefWith } = useAsked();
  const open = use(ListsOpen);
  return { hrefOf: (of) => (open ? hrefWith({ list: formatCell(of) }) : "") };
}

/** The open list's cell, as it stands in the address too; null: none is open. */
export function useOpenList(): {
  readonly cell: Cell | null;
  readonly list: string | null;
  readonly close: () => void;
} {
  const { asked, change } = useAsked();
  const ofPage = useListOfPage();
  const list = useOnPage() ? ofPage : asked.list;
  const cell = useMemo(() => parseCell(list), [list]);
  return { cell, list, close: () => change({ list: null }) };
}

/** Whether the address is that of the page, and not that of a tile. */
function useOnPage(): boolean {
  return useRouter().searchHook === usePageSearch;
}

function listed(asked: Asked, onPage: boolean): Asked {
  return onPage ? { ...asked, list: listOfPage() } : asked;
}

type Parsed = Pick<AskedState, "asked" | "own">;

// All parts of a page read the same address: it is read once, and what it says again is the same object.
const kept = new Map<string, Parsed>();
const [askeds, owns] = [new Map<string, Asked>(), new Map<string, AskedState["own"]>()];
const most = 64;

function parsed(search: string): Parsed {
  const known = kept.get(search);
  if (known !== undefined) return known;
  for (const each of [kept, askeds, owns]) if (each.size >= most) each.clear();
  const [asked, own] = [parseAsked(search), ownOf(search)];
  const one = {
    asked: same(askeds, formatAsked(asked), asked),
    own: same(owns, JSON.stringify(own), own),
  };
  kept.set(search, one);
  return one;
}

function same<T>(known: Map<string, T>, text: string, value: T): T {
  const before = known.get(text);
  if (before !== undefined) return before;
  known.set(text, value);
  return value;
}

function address(path: string, query: string): string {
  return query === "" ? path : `${path}?${query}`;
}
