import { SmacError } from "../errors.ts";
import { usualLimit } from "./paging.ts";
import { text } from "./parameters.ts";
import { checkedQuery } from "./request-check.ts";
import type { AskedBy, Asks, Place, Route } from "./route.ts";

const chosen = (says: string) => text(`${says}, where the question leaves it open with *`);

/** The dates of a kept question that may be left open, to be chosen when it is asked: `report?from=*&to=*`. */
export const openDates = {
  from: chosen("the first period"),
  to: chosen("the last period"),
  in: chosen("the period"),
  now: chosen("what counts as now"),
  compare: chosen("the period that is compared with"),
};
type OpenDates = Readonly<Partial<Record<keyof typeof openDates, string | undefined>>>;

const base = "http://localhost/api/v1/";
const anyDates = { from: "2026-01", to: "2026-01", in: "2026-01", now: "2026-01-01", compare: "2025-12" };

/** The questions among routes: those that read, name nothing in their path, and follow from the data alone; notes and targets, too. */
export function asksOver(routes: readonly Route[], place: () => Place): Asks {
  const understood = (asked: string, dates: OpenDates) => {
    const url = URL.canParse(asked, base) ? new URL(asked, base) : null;
    const route = routes.find((one) => isQuestion(one) && one.path === url?.pathname);
    if (url === null || route === undefined || route.path.includes("{") || /^[a-z]+:|^\/|\.\./i.test(asked))
      throw new SmacError("API_BAD_PARAMETER", `“${asked.slice(0, 60)}” is no question`, {
        hint: "write it as its address after /api/v1/: report?by=region",
      });
    fill(url.searchParams, dates);
    return { route, query: checkedQuery(url.searchParams, route.query) };
  };
  const replied = async (asked: string, { caller, signal, dates = {} }: AskedBy) => {
    const { route, query } = understood(asked, dates);
    const all = { query, params: {}, body: undefined, caller, match: { ifMatch: null, ifNoneMatch: null }, signal };
    return { route, query, reply: await route.reply(all as never, place()) };
  };
  return {
    check: (asked) => void understood(asked, anyDates),
    async answer(asked, by) {
      const { route, query, reply } = await replied(asked, by);
      const { json } = reply;
      if (route.list === null) return json;
      const lines = (json as Record<string, readonly unknown[]>)[route.list] ?? [];
      const limit = (query["limit"] as number | undefined) ?? usualLimit;
      return { ...json, [route.list]: lines.slice(0, limit), next: null };
    },
    async table(asked, by) {
      const { table } = (await replied(asked, by)).reply;
      if (table !== undefined) return table;
      throw new SmacError("API_BAD_PARAMETER", `the answer to “${asked.slice(0, 60)}” is no table`, {
        hint: "ask for a report, a list, an explanation or a measure",
      });
    },
  };
}

/** What trends show beside their lines is read from files, so that it has no version. */
const beside = new Set(["/api/v1/notes", "/api/v1/targets"]);

function isQuestion({ method, versioned, path }: Route): boolean {
  return method === "get" && (versioned || beside.has(path));
}

/** Puts the dates that were chosen where the question leaves them open; all else stays as it was shared. */
function fill(query: URLSearchParams, dates: OpenDates): void {
  for (const name of Object.keys(openDates) as (keyof OpenDates)[]) {
    if (query.get(name) !== "*") continue;
    const date = dates[name];
    if (date === undefined || !/^\d{4}[\dTWQZ:.-]{0,26}$/.test(date))
      throw new SmacError("API_BAD_PARAMETER", `${name}: this question needs a date here`, {
        hint: "give a period or a day: 2026-03, 2026-03-31",
      });
    query.set(name, date);
  }
}
