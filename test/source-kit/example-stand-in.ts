import { serve } from "../../src/stand-ins/serve.ts";
import type { Asked, Reply, Served } from "../../src/stand-ins/serve.ts";

/** A row as the example service keeps it. */
export type Kept = { readonly id: string; readonly changed: string; readonly [column: string]: string | null };

/** The stand-in of the example service: guests of a museum and their visits, behind an OAuth 2 token. */
export interface ExampleStandIn extends Served {
  readonly guests: Map<string, Kept>;
  readonly visits: Map<string, Kept>;
  /** What happens just before an answer, e.g. a row that appears while its list is read. */
  before: (() => void) | null;
}

/** Rows of a page of visits; of guests as many as asked for, but no more than 20. */
const PAGE = 4;
const SECRET = "open-sesame-42";

/** Starts it. `now` is its clock, microseconds since 1970 UTC. */
export async function exampleStandIn(now: () => number): Promise<ExampleStandIn> {
  const tables = { guests: new Map<string, Kept>(), visits: new Map<string, Kept>() };
  const tokens = new Map<string, number>();
  const state: { before: (() => void) | null; left: number } = { before: null, left: 1000 };

  function token({ body }: Asked): Reply {
    const form = new URLSearchParams(body);
    // It repeats what it was sent, as some do.
    if (form.get("client_secret") !== SECRET)
      return { status: 400, json: { error: "invalid_client", error_description: body } };
    const value = `token-${tokens.size + 1}-of-${Math.trunc(now())}`;
    tokens.set(value, now() + 3_600_000_000);
    return { json: { access_token: value, token_type: "Bearer", expires_in: 3600 } };
  }

  function list({ path, query }: Asked, pagesBack = 0): Reply {
    const stream = path === "/guests" ? "guests" : "visits";
    const size = Math.min(20, Number(query.get("size") ?? PAGE));
    const page = Math.max(1, Number(query.get("page") ?? "1") - pagesBack);
    const by = (row: Kept): string => (stream === "guests" ? row.id : `${row.changed} ${row.id}`);
    const found = [...tables[stream].values()]
      .filter(({ changed }) => stream === "guests" || changed >= (query.get("changed_since") ?? ""))
      .toSorted((a, b) => (by(a) < by(b) ? -1 : 1));
    return { json: { [stream]: found.slice((page - 1) * size, page * size), more: found.length > page * size } };
  }

  function reply(asked: Asked): Reply {
    state.before?.();
    if (asked.path === "/token") return token(asked);
    const headers = { "x-ratelimit-limit": "1000", "x-ratelimit-remaining": String(--state.left) };
    const bearer = asked.headers["authorization"]?.replace("Bearer ", "") ?? "";
    if ((tokens.get(bearer) ?? 0) <= now())
      return { status: 401, headers, json: { error: `no such token: ${bearer}` } };
    if (!["/guests", "/visits"].includes(asked.path)) return { status: 404, headers, json: { error: "no such list" } };
    return { ...list(asked), headers };
  }

  const served = await serve(reply, {
    faults: {
      "expired-token": (_, right) => {
        tokens.clear();
        return right();
      },
      "error-in-200": () => ({ json: { error: "internal error" } }),
      "no-permission": () => ({ status: 403, json: { error: "not allowed" } }),
      "duplicate-page": (asked) => list(asked, 1),
      "budget-spent": async (_, right) => ({
        ...(await right()),
        headers: { "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "3600" },
      }),
    },
  });
  return Object.assign(state, served, tables);
}
