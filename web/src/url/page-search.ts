import { useLocationProperty } from "wouter/use-browser-location";

/** The address' query without the list that is open: a page is the same, whichever list is beside it. */
export function usePageSearch(): string {
  return useLocationProperty(searchOfPage);
}

/** The list that the address opens; null: none. */
export function useListOfPage(): string | null {
  return useLocationProperty(listOfPage);
}

/** The list that the address opens at this moment; null: none. */
export function listOfPage(): string | null {
  return location.search.includes("list=") ? new URLSearchParams(location.search).get("list") : null;
}

function searchOfPage(): string {
  return withoutList(location.search);
}

/** A query without its list. */
export function withoutList(search: string): string {
  return search.replace(/([?&])list=[^&]*(&|$)/, (_, before: string, after: string) => (after === "" ? "" : before));
}
