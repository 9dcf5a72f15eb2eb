import { SmacError } from "../errors.ts";
import { usualLimit } from "./paging.ts";
import { checkedQuery } from "./request-check.ts";
import type { Asks, Place, Route } from "./route.ts";

/** The questions among routes: those that read, name nothing in their path, and follow from the data alone. */
export function asksOver(routes: readonly Route[], place: () => Place): Asks {
  const understood = (text: string) => {
    const url = new URL(text, "http://localhost/api/v1/");
    const route = routes.find((one) => one.method === "get" && one.versioned && one.path === url.pathname);
    if (route === undefined || route.path.includes("{") || /^[a-z]+:|^\/|\.\./i.test(text))
      throw new SmacError("API_BAD_PARAMETER", `“${text.slice(0, 60)}” is no question`, {
        hint: "write it as its address after /api/v1/: report?by=region",
      });
    return { route, query: checkedQuery(url.searchParams, route.query) };
  };
  return {
    check: (text) => void understood(text),
    async answer(text, { caller, signal }) {
      const { route, query } = understood(text);
      const asked = { query, params: {}, body: undefined, caller, match: { ifMatch: null, ifNoneMatch: null }, signal };
      const { json } = await route.reply(asked as never, place());
      if (route.list === null) return json;
      const all = (json as Record<string, readonly unknown[]>)[route.list] ?? [];
      const limit = (query["limit"] as number | undefined) ?? usualLimit;
      return { ...json, [route.list]: all.slice(0, limit), next: null };
    },
  };
}
