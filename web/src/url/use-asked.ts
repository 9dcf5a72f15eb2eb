import { createContext, use, useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import { type Asked, formatAsked, ownOf, parseAsked } from "./asked.ts";
import { type Cell, formatCell, parseCell } from "./cell.ts";

/** How a change of the address is kept: `replace` for what changes while a thing is dragged or typed. */
export interface Going {
  readonly replace?: boolean;
}

/** What the address asks for, and how to ask for something else. */
export interface AskedState {
  readonly asked: Asked;
  /** The parameters of this page alone. */
  readonly own: Readonly<Record<string, string>>;
  /** Changes common parameters; others stay. */
  readonly change: (change: Partial<Asked>, going?: Going) => void;
  /** Changes parameters of this page alone; null takes one away. */
  readonly changeOwn: (change: Readonly<Record<string, string | null>>, going?: Going) => void;
  /** The address of this page with a change, for links. */
  readonly hrefWith: (change: Partial<Asked>) => string;
  /** The address of another page that keeps what is asked; with a change, if any. */
  readonly hrefTo: (page: string, change?: Partial<Asked>, own?: Readonly<Record<string, string>>) => string;
}

/** The address of the page as values, and changes of it as functions. */
export function useAsked(): AskedState {
  const search = useSearch();
  const [path, go] = useLocation();
  const asked = useMemo(() => parseAsked(search), [search]);
  const own = useMemo(() => ownOf(search), [search]);
  const change = useCallback(
    (partial: Partial<Asked>, going: Going = {}) =>
      go(address(path, formatAsked({ ...asked, ...partial }, own)), going),
    [asked, own, path, go],
  );
  const changeOwn = useCallback(
    (partial: Readonly<Record<string, string | null>>, going: Going = {}) => {
      const kept = Object.entries({ ...own, ...partial }).filter((each): each is [string, string] => each[1] !== null);
      go(address(path, formatAsked(asked, Object.fromEntries(kept))), going);
    },
    [asked, own, path, go],
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

/** The open list's cell, and the address that opens the list of another; empty where lists do not open. */
export function useList(): {
  readonly cell: Cell | null;
  readonly hrefOf: (cell: Cell) => string;
  readonly close: () => void;
} {
  const { asked, hrefWith, change } = useAsked();
  const open = use(ListsOpen);
  const cell = useMemo(() => parseCell(asked.list), [asked.list]);
  return {
    cell,
    hrefOf: (of) => (open ? hrefWith({ list: formatCell(of) }) : ""),
    close: () => change({ list: null }),
  };
}

function address(path: string, query: string): string {
  return query === "" ? path : `${path}?${query}`;
}
