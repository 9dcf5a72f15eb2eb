import { z } from "@hono/zod-openapi";
import { SmacError } from "../errors.ts";
import { dashboardSchema } from "../project/kept-files.ts";
import { next } from "./answers.ts";
import { openDates } from "./asks.ts";
import { type Route, route } from "./route.ts";
import type { Share } from "./shares.ts";

const tag = "Shared links";
const text = z.string();
const share = z
  .strictObject({ id: text, title: text, page: text, asks: z.array(text), by: text, created: text, expires: text })
  .openapi("Share");
const dashboard = dashboardSchema.openapi("Dashboard");
const shareText = { share: text.max(200).openapi({ example: "0123456789ab-…" }) };

const body = z
  .strictObject({
    title: text.min(1).max(200),
    page: text
      .max(2000)
      .regex(/^\/(?!\/)[^\s\\]*$/, "It is an address of the page: /trend?by=stage.")
      .openapi({ description: "what it shows", example: "/trend?by=stage" }),
    asks: z
      .array(text.max(2000))
      .max(300)
      .openapi({
        description: "the questions that it may ask, after /api/v1/; dates that the asker may choose are *",
        example: ["report?by=region&from=*&to=*"],
      }),
    dashboard: dashboard.optional(),
    days: z.number().int().min(1).max(366).openapi({ description: "how long it holds" }),
  })
  .openapi("ShareRequest");

/** Links that show one page to whoever has them, without signing in. */
export const shareRoutes: readonly Route[] = [
  route("/shares", {
    tag,
    says: "The links that have not run out, without their secrets.",
    answer: z.strictObject({ shares: z.array(share), next }),
    versioned: false,
    list: "shares",
    reply: async (_, { shares, now }) => ({ json: { shares: shares.list(now()).map(listed) } }),
  }),
  route("/shares", {
    method: "post",
    tag,
    says: "Makes a link that shows the answers to these questions, and the tiles of a dashboard as they are now, to whoever has it; it is told this once.",
    scope: "write",
    body,
    answer: z.strictObject({ share, path: text }).openapi("NewShare"),
    reply: async ({ body, caller }, { shares, asks, now }) => {
      const { days, dashboard: shown = null, ...about } = body;
      for (const ask of about.asks) asks.check(ask);
      const made = shares.create({ ...about, dashboard: shown, by: caller.who }, { now: now(), days });
      return { json: { share: listed(made.share), path: `/embed/${made.text}` } };
    },
  }),
  route("/shares/{id}", {
    method: "delete",
    tag,
    says: "Takes a link back: it shows nothing from now on.",
    scope: "write",
    params: { id: text.max(100).openapi({ example: "0123456789ab" }) },
    answer: share,
    problems: [404],
    reply: async ({ params }, { shares, now }) => ({ json: listed(shares.revoke(params.id, now())) }),
  }),
  route("/shared/{share}", {
    tag,
    says: "What a link shows.",
    params: shareText,
    answer: z
      .strictObject({
        title: text,
        page: text,
        asks: z.array(text),
        dashboard: dashboard.optional(),
        created: text,
        expires: text,
      })
      .openapi("Shared"),
    versioned: false,
    open: true,
    problems: [404, 410],
    reply: async ({ params }, { shares, now }) => {
      const { title, page, asks, dashboard: shown, created, expires } = shares.find(params.share, now());
      return { json: { title, page, asks, ...(shown === null ? {} : { dashboard: shown }), created, expires } };
    },
  }),
  route("/shared/{share}/answers/{number}", {
    tag,
    says: "The answer to one of the questions of a link, counted from 0; of a list, the first page.",
    params: { ...shareText, number: text.regex(/^\d{1,2}$/, "It is a number from 0.").openapi({ example: "0" }) },
    query: openDates,
    answer: z.record(text, z.unknown()),
    versioned: false,
    open: true,
    problems: [404, 409, 410],
    reply: async ({ params, query, caller, signal }, { shares, asks, now }) => {
      const found = shares.find(params.share, now()).asks[Number(params.number)];
      if (found === undefined) throw new SmacError("API_NOT_FOUND", "the link has no such question");
      return { json: await asks.answer(found, { caller, signal, dates: query }) };
    },
  }),
];

/** What the list tells of a link: the tiles are told to who opens it. */
function listed({ id, title, page, asks, by, created, expires }: Share): z.infer<typeof share> {
  return { id, title, page, asks: [...asks], by, created, expires };
}
