import { z } from "@hono/zod-openapi";
import { SmacError } from "../errors.ts";
import { flatAudit } from "../format/flat-audit.ts";
import { next } from "./answers.ts";
import { type NotedDeed, readAudit } from "./audit.ts";
import { choice, text } from "./parameters.ts";
import { type Route, route } from "./route.ts";
import type { Token } from "./tokens.ts";

const tag = "Access";
const word = z.string();
const scope = z.enum(["read", "write", "admin"]);
const token = z
  .strictObject({ id: word, name: word, scope, created: word, last_used: word.nullable() })
  .openapi("Token");
const deed = z
  .strictObject({
    at: word,
    who: word,
    address: word,
    what: word,
    asked: z.unknown(),
    status: z.number(),
    format: word.nullable(),
  })
  .openapi("Deed");
const day = (says: string) =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, "It is a day: 2026-11-22.")
    .optional()
    .openapi({ param: { description: says } });

/** Who may ask, and who changed, took along or signed in to what. */
export const accessRoutes: readonly Route[] = [
  route("/tokens", {
    tag,
    says: "The tokens of the project, without their secrets.",
    scope: "admin",
    answer: z.strictObject({ tokens: z.array(token), next }),
    versioned: false,
    list: "tokens",
    reply: async (_, { tokens }) => ({ json: { tokens: tokens.list().map(plainToken) } }),
  }),
  route("/tokens", {
    method: "post",
    tag,
    says: "Makes a token; its text is told this once.",
    scope: "admin",
    body: z.strictObject({ name: word.max(200).openapi({ example: "looker-nightly" }), scope }).openapi("TokenRequest"),
    answer: z.strictObject({ token, text: word }).openapi("NewToken"),
    reply: async ({ body }, { tokens, now }) => {
      const made = tokens.create(body.name.trim(), body.scope, now());
      return { json: { token: plainToken(made.token), text: made.text }, headers: { "cache-control": "no-store" } };
    },
  }),
  route("/tokens/{id}", {
    method: "delete",
    tag,
    says: "Revokes a token: who uses it, or is signed in with it, is refused from now on.",
    scope: "admin",
    params: { id: word.max(100).openapi({ example: "0123456789ab" }) },
    answer: token,
    problems: [404],
    reply: async ({ params }, { tokens }) => {
      const found = tokens.list().find(({ id }) => id === params.id);
      if (found === undefined)
        throw new SmacError("API_NOT_FOUND", "there is no such token", { hint: "GET /api/v1/tokens lists them" });
      tokens.revoke(found.id);
      return { json: plainToken(found) };
    },
  }),
  route("/audit", {
    tag,
    says: "Who changed, exported or signed in to what, the latest first.",
    scope: "admin",
    query: {
      find: text("part of who, what, or what was asked"),
      kind: choice("only these", ["change", "export", "sign-in", "refused"]),
      since: day("from this day on, in UTC"),
      until: day("until this day, included, in UTC"),
    },
    answer: z.strictObject({
      count: z.number(),
      cut: z.boolean().openapi({ description: "whether the file audit.jsonl has older ones" }),
      deeds: z.array(deed),
      next,
    }),
    versioned: false,
    exports: true,
    list: "deeds",
    reply: async ({ query }, { project }) => {
      const { deeds: all, cut } = readAudit(project.storeFolder());
      const deeds = all.filter((one) => isAsked(one, query)).map(plainDeed);
      return {
        json: { count: deeds.length, cut, deeds },
        table: { name: "audit", flat: () => flatAudit(deeds) },
      };
    },
  }),
];

function plainToken({ lastUsed, ...about }: Token): z.infer<typeof token> {
  return { ...about, last_used: lastUsed };
}

/** What people wrote into the file by hand beside it is left out. */
function plainDeed({ at, who, address, what, asked, status, format }: NotedDeed) {
  return { at, who, address, what, asked: asked ?? null, status, format: format ?? null };
}

interface AuditQuery {
  readonly find?: string | undefined;
  readonly kind?: "change" | "export" | "sign-in" | "refused" | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

function isAsked(deed: NotedDeed, { find, kind, since, until }: AuditQuery): boolean {
  const day = deed.at.slice(0, 10);
  if ((since !== undefined && day < since) || (until !== undefined && day > until)) return false;
  if (kind !== undefined && !kindsOf(deed).includes(kind)) return false;
  const wanted = find?.trim().toLowerCase() ?? "";
  const texts = [deed.who, deed.what, deed.address, JSON.stringify(deed.asked ?? null)];
  return wanted === "" || texts.some((each) => each.toLowerCase().includes(wanted));
}

function kindsOf({ what, status, format }: NotedDeed): readonly string[] {
  const refused = status >= 400 ? ["refused"] : [];
  if (/ \/(?:api\/v1\/session|sign-in\/done)$/.test(what)) return ["sign-in", ...refused];
  return [format === undefined ? "change" : "export", ...refused];
}
