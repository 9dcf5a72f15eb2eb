import { SmacError } from "../errors.ts";
import { aboutQuestion, askedAbout } from "./asked-about.ts";
import { audit } from "./audit.ts";
import { exported, fileEndings, type Format, formatAsked, mediaTypes, tableFormats } from "./media.ts";
import { nextCursor, type Page, pageAsked, usualLimit } from "./paging.ts";
import { checkedQuery, parsed } from "./request-check.ts";
import type { ApiContext, Place, Reply, Route } from "./route.ts";
import type { Replies } from "./replies.ts";
import { digest } from "./shared-project.ts";

type Query = Record<string, unknown> & { readonly limit?: number; readonly cursor?: string; readonly format?: Format };

/** What an answer is made with. */
export interface Answering extends Place {
  readonly replies: Replies;
}

/** Answers a request for a route: checks what is asked, and sends the answer in the format asked for. */
export async function answerRoute(c: ApiContext, route: Route, place: Answering): Promise<Response> {
  const query = checkedQuery(new URL(c.req.url).searchParams, route.query) as Query;
  const params = parsed(route.params, c.req.param());
  const body = route.body === null ? undefined : parsed(route.body, await jsonOf(c));
  const formats: readonly Format[] = route.exports ? tableFormats : ["json"];
  const format = query.format ?? formatAsked(c.req.header("accept"), formats);
  const version = route.versioned ? versionOf(c, place, query) : "live";
  const page = pageAsked(query, version);
  // Weak, since the bytes of a workbook may differ where its content does not.
  const tag = `W/"${digest([version, format, page.from, page.limit].join(" "))}"`;
  if (route.versioned && matches(c.req.header("if-none-match"), tag)) return c.body(null, 304, { etag: tag, vary });
  const ownPage = route.byPage && format === "json" ? limited(page) : undefined;
  const asked = {
    query,
    params,
    body,
    page: ownPage,
    caller: c.get("caller"),
    sent: sentBy(c),
    match: matchOf(c),
    signal: c.req.raw.signal,
  };
  const answered = () => askedAbout.run(aboutOf(route, query), () => route.reply(asked as never, place));
  const reply = await (route.versioned
    ? keptReply(place.replies, [version, ...Object.values(ownPage ?? {})].join(" "), answered)
    : answered());
  const headers = { vary, ...(route.versioned ? { etag: tag, "smac-data-version": place.project.version() } : {}) };
  if (format === "json") {
    const { json, next } = paged(route, reply, { page, version });
    if (route.method !== "get") {
      const who = reply.who === undefined ? {} : { who: reply.who };
      note(c, place, { asked: notedOf(route, asked), status: route.status, ...who });
    }
    return c.json(json, route.status, { ...headers, ...link(c, next), ...reply.headers });
  }
  if (reply.table === undefined) throw new Error(`${route.path} has no table`);
  const length = page.limit === null && page.from === 0 ? null : reply.table.flat().rows.length;
  const rows = length === null ? null : { from: page.from, to: page.from + (page.limit ?? length) };
  const content = await exported(format, reply.table, { rows, signal: c.req.raw.signal });
  note(c, place, { asked: notedOf(route, asked), status: 200, format });
  return c.body(typeof content === "string" ? content : new Uint8Array(content), 200, {
    ...headers,
    ...link(c, length === null ? null : nextCursor(page, length, version)),
    "content-type": `${mediaTypes[format]}${typeof content === "string" ? "; charset=utf-8" : ""}`,
    "content-disposition": `attachment; filename="${reply.table.name}.${fileEndings[format]}"`,
  });
}

async function keptReply(replies: Replies, name: string, answered: () => Promise<Reply>): Promise<Reply> {
  const reply = replies.get(name) ?? (await answered());
  replies.keep(name, reply);
  return reply;
}

function limited({ from, limit }: Page): { readonly from: number; readonly limit: number } {
  return { from, limit: limit ?? usualLimit };
}

/** Where the name of what is asked stands in a path. */
const apiDepth = 3;

function aboutOf({ path, versioned }: Route, query: Query): string | null {
  if (!versioned || !("definition" in query || "period" in query)) return null;
  return aboutQuestion(path.includes("{") ? path : (path.split("/")[apiDepth] ?? ""), query);
}

/** What is noted of what was asked. */
function notedOf(
  { secret, takesBytes, exports }: Route,
  { query, params, body }: { readonly query: unknown; readonly params: unknown; readonly body: unknown },
): unknown {
  if (secret) return null;
  return body ?? (takesBytes || exports ? query : params);
}

function matchOf(c: ApiContext) {
  return { ifMatch: c.req.header("if-match") ?? null, ifNoneMatch: c.req.header("if-none-match") ?? null };
}

function sentBy(c: ApiContext) {
  const length = Number(c.req.header("content-length") ?? Number.NaN);
  return { bytes: c.req.raw.body, length: Number.isSafeInteger(length) ? length : null };
}

const vary = "Accept, Authorization";

/**
 * Changes when the answer may: with the data, the model, the question, and, where
 * no `now` is named, with each quarter of an hour, in which the midnight of every zone falls.
 */
function versionOf(c: ApiContext, { project, now }: Place, query: Query): string {
  const { limit: _limit, cursor: _cursor, format: _format, ...question } = query;
  const asked = Object.entries(question).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const clock = query["now"] === undefined ? Math.floor(now() / 900_000_000) : "";
  return digest([project.version(), c.req.path, JSON.stringify(asked), clock].join("\n"));
}

function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((one) => one.trim() === tag || one.trim() === "*");
}

function paged(
  { list }: Route,
  { json, lines }: Reply,
  { page, version }: { readonly page: Page; readonly version: string },
): { readonly json: object; readonly next: string | null } {
  if (list === null) return { json, next: null };
  const all = (json as Record<string, readonly unknown[]>)[list] ?? [];
  const { from, limit } = limited(page);
  const next = nextCursor({ from, limit }, lines ?? all.length, version);
  const own = lines === undefined ? all.slice(from, from + limit) : all;
  return { json: { ...json, [list]: own, next }, next };
}

function link(c: ApiContext, next: string | null): Record<string, string> {
  if (next === null) return {};
  const url = new URL(c.req.url);
  url.searchParams.set("cursor", next);
  return { link: `<${url.pathname}${url.search}>; rel="next"` };
}

function note(
  c: ApiContext,
  place: Answering,
  deed: { readonly asked: unknown; readonly status: number; readonly format?: string; readonly who?: string },
): void {
  const { now, project } = place;
  const { who, address } = c.get("caller");
  audit(project.storeFolder(), { who, address, what: `${c.req.method} ${c.req.path}`, ...deed }, now());
}

const patience = 30_000;

function inTime(text: Promise<string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new SmacError("API_BAD_BODY", "the body takes too long to come")), patience);
    text.then(resolve, reject).finally(() => clearTimeout(late));
  });
}

async function jsonOf(c: ApiContext): Promise<unknown> {
  const type = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new SmacError("API_NOT_JSON", "the body must be JSON, and say so", {
      hint: "send Content-Type: application/json, and at least {}",
    });
  }
  try {
    return JSON.parse(await inTime(c.req.text()));
  } catch (error) {
    if (error instanceof SmacError) throw error;
    throw new SmacError("API_BAD_BODY", "the body is no JSON that can be read", { cause: error });
  }
}
