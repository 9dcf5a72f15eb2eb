import { z } from "zod";
import { SmacError } from "../../src/errors.ts";
import { bookmark, lookBack } from "../../src/sources/kit/bookmark.ts";
import { budgetKeeper, headerBudget } from "../../src/sources/kit/budget.ts";
import { cellText } from "../../src/sources/kit/cells.ts";
import { httpClient } from "../../src/sources/kit/client.ts";
import type { HttpAnswer, Verdict } from "../../src/sources/kit/http.ts";
import { accessTokens, requestToken } from "../../src/sources/kit/oauth.ts";
import type { Token } from "../../src/sources/kit/oauth.ts";
import { overlappingPages } from "../../src/sources/kit/overlapping-pages.ts";
import { pages } from "../../src/sources/kit/pages.ts";
import type { Json, Row } from "../../src/sources/kit/row.ts";
import type {
  Batch,
  CheckStep,
  OpenedSource,
  ReadRequest,
  SourceContext,
  SourceType,
  StreamSpec,
} from "../../src/sources/kit/source.ts";
import { formatInstant, parseInstant } from "../../src/time/instant.ts";
import { openZone } from "../../src/time/zone.ts";

// The example of docs/adding-a-source.md: what stands there, stands here.

/** The visits that a museum's desk notes, of guests who come again. */
export const museum: SourceType = {
  type: "museum-desk",
  aliases: ["museum"],
  title: "Museum Desk",
  about: "Guests of a museum and their visits.",
  settings: z.strictObject({ address: z.string().describe("Where the service is, e.g. https://desk.example") }),
  signIn: [
    {
      name: "client",
      title: "With a client of your own",
      steps: ["Settings → Clients → New; tick guests.read and visits.read", "Copy the id and the secret"],
      asks: [
        { name: "client_id", ask: "Client id", secret: false },
        { name: "client_secret", ask: "Client secret", secret: true },
      ],
    },
  ],
  streams: [
    { name: "guests", about: "Who comes", key: ["id"], columns: ["id", "name", "city"], needs: "guests.read" },
    { name: "visits", about: "When they came", key: ["id"], columns: ["id", "guest", "day"], needs: "visits.read" },
  ],
  meaning: {
    words: ["a guest is a customer from the first visit on", "each visit is an activity of its guest"],
    yaml: `
clusters:
  customer: { from: guests, key: id, name: name, attributes: [city] }
stages:
  rules:
    - { enter: customer, from: visits, cluster: guest, at: day }
activities:
  visit: { from: visits, at: day, cluster: guest, kind: { text: visit } }
`,
  },
  open,
};

const HOUR = 3_600_000_000;
const utc = openZone("UTC");

function open(context: SourceContext): OpenedSource {
  const desk = openDesk(context);
  return {
    check: (streams) => check(desk, streams),
    calls: async () => null,
    read: (stream, request) => (stream.name === "guests" ? guests(desk, request) : visits(desk, request)),
    timezone: async () => "Europe/Berlin",
    budget: desk.budget,
    close: async () => {},
  };
}

/** The service's lists, as this source calls them. */
interface Desk {
  readonly name: string;
  readonly now: () => number;
  readonly budget: OpenedSource["budget"];
  readonly list: (
    stream: string,
    query: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ) => Promise<{ readonly rows: readonly Row[]; readonly more: boolean }>;
}

function openDesk(context: SourceContext): Desk {
  const { world, credentials } = context;
  const address = String(context.settings["address"]);
  const name = `${context.name} (Museum Desk)`;
  const budget = budgetKeeper(name, world);
  const tokens = accessTokens({ key: "access", lives: 3600, ask: signIn }, context);
  const client = httpClient(
    {
      name,
      verdict(answer, { label }) {
        budget.heard(headerBudget(answer.headers, "calls a day", world.now()));
        return verdict(answer, `${name}: ${label}`);
      },
      mayCall: budget.mayCall,
      signIn: async (again) => ({ authorization: `Bearer ${(await tokens.get(again)).value}` }),
      limits: { perMinute: 120, atOnce: 4, tries: 5, timeout: 60_000, largest: 20_000_000 },
      secrets: () => [credentials["client_secret"] ?? "", ...tokens.secrets()],
    },
    world,
  );

  function signIn(): Promise<Token> {
    const form = { grant_type: "client_credentials", ...credentials };
    const hints = { "": "check the client id and secret: smac connect asks for them again" };
    return requestToken({ name, url: `${address}/token`, form, hints }, world);
  }

  return {
    name,
    now: world.now,
    budget: budget.current,
    async list(stream, query, signal) {
      const label = `${stream}, page ${query["page"]}`;
      const stop = signal === undefined ? {} : { signal };
      const { json } = await client.send({ url: `${address}/${stream}`, label, query, ...stop });
      const rows = field(json, stream);
      if (Array.isArray(rows)) return { rows: rows as readonly Row[], more: field(json, "more") === true };
      const message = `${name}: ${label}: the answer has no “${stream}”`;
      throw new SmacError("SOURCE_BAD_ANSWER", message, { recovery: "retry" });
    },
  };
}

function verdict({ status, json }: HttpAnswer, call: string): Verdict {
  const error = field(json, "error");
  const said = cellText(error ?? null) ?? `HTTP ${status}`;
  const message = `${call}: ${said}`;
  // This service tells its own troubles in a success.
  if (status === 200 && error === undefined) return { is: "done" };
  if (status === 200 || status === 429 || status >= 500) return { is: "again", why: said };
  if (status === 401) return { is: "sign-in", error: new SmacError("SOURCE_SIGN_IN", message) };
  if (status !== 403) return { is: "failed", error: new SmacError("SOURCE_BAD_ANSWER", message) };
  const hint = "tick guests.read and visits.read in Settings → Clients";
  return { is: "failed", error: new SmacError("SOURCE_PERMISSION", message, { hint }) };
}

// Guests do not say when they changed: all are read each time, and who is not among them is gone.
async function* guests(desk: Desk, { signal }: ReadRequest): AsyncGenerator<Batch, void, undefined> {
  yield { rows: [], pass: "begins" };
  const all = overlappingPages({
    name: `${desk.name}: guests`,
    largest: 20,
    keyOf: (row) => cellText(row["id"] ?? null) ?? "",
    read: ({ page, size }) => desk.list("guests", { page: String(page), size: String(size) }, signal),
  });
  for await (const rows of all) yield { rows };
  yield { rows: [], pass: "ends" };
}

// Visits come sorted by when they changed: the next page is asked for from the last change on, not by its number.
async function* visits(desk: Desk, request: ReadRequest): AsyncGenerator<Batch, void, undefined> {
  const last = request.full ? null : since(request.cursor);
  const mark = bookmark(last, desk.now());
  const from = lookBack(last, { by: HOUR, since: request.since }) ?? 0;
  const whole = last === null && request.since === null;
  if (whole) yield { rows: [], pass: "begins" };
  const all = pages({
    name: `${desk.name}: visits`,
    first: { from, page: 1 },
    read: async (at) => {
      const query = { changed_since: formatInstant(at.from), page: String(at.page) };
      const { rows, more } = await desk.list("visits", query, request.signal);
      const end = changedAt(rows.at(-1)) ?? at.from;
      const next = end > at.from ? { from: end, page: 1 } : { from: at.from, page: at.page + 1 };
      return { rows, next: more ? next : null };
    },
  });
  for await (const { rows } of all) {
    for (const row of rows) mark.see(changedAt(row));
    yield { rows, cursor: { since: mark.latest() } };
  }
  if (whole) yield { rows: [], pass: "ends" };
}

async function* check(desk: Desk, streams: readonly StreamSpec[]): AsyncGenerator<CheckStep, void, undefined> {
  for (const { name: stream } of streams) {
    try {
      const { rows } = await desk.list(stream, { page: "1" });
      yield { step: "sample", stream, ok: true, found: `${rows.length} rows on the first page` };
    } catch (error) {
      if (!(error instanceof SmacError)) throw error;
      const step = STEPS[error.code] ?? "reach";
      const hint = error.hint === undefined ? {} : { hint: error.hint };
      yield { step, stream: step === "permission" ? stream : null, ok: false, found: error.message, ...hint };
      if (step !== "permission") return;
    }
  }
}

const STEPS: Readonly<Record<string, CheckStep["step"]>> = {
  SOURCE_SIGN_IN: "sign-in",
  SOURCE_PERMISSION: "permission",
  SOURCE_BAD_ANSWER: "sample",
};

function field(json: Json, key: string): Json | undefined {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return undefined;
  return (json as { readonly [key: string]: Json })[key];
}

function changedAt(row: Row | undefined): number | null {
  return parseInstant(cellText(row?.["changed"] ?? null) ?? "", utc);
}

function since(cursor: Json): number | null {
  const at = field(cursor, "since");
  return typeof at === "number" ? at : null;
}
