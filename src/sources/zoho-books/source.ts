import type { CheckStep, OpenedSource, ReadRequest, SourceContext, SourceType, StreamSpec } from "../kit/source.ts";
import { SmacError } from "../../errors.ts";
import type { Row } from "../kit/row.ts";
import { zohoApi } from "./api.ts";
import type { ListPart, ZohoApi } from "./api.ts";
import { cell } from "./cell.ts";
import { customers, refunds } from "./complete-rows.ts";
import { readCursor } from "./cursor.ts";
import { listParts } from "./list.ts";
import { zohoMeaning } from "./meaning.ts";
import { findOrganization } from "./organization.ts";
import type { Organization } from "./organization.ts";
import { planOf } from "./plan.ts";
import { readStream } from "./read.ts";
import { zohoSettings } from "./settings.ts";
import { settingsOf, zohoSignIn } from "./sign-in.ts";
import { spanAfter } from "./spans.ts";
import type { Span } from "./spans.ts";
import { zohoStream, zohoStreams } from "./streams.ts";
import type { ZohoStream } from "./streams.ts";

/** Rows of a call, on average: a page less what is read twice. */
const ROWS_A_CALL = 180;

/** Zoho Books: customers, quotes, orders, invoices, payments and time. */
export const zohoBooks: SourceType = {
  type: "zoho-books",
  aliases: ["zohobooks"],
  title: "Zoho Books",
  about:
    "Online accounting by Zoho. Customers, quotes, orders, invoices, payments, credit notes, projects and time are read; nothing is written.",
  settings: zohoSettings,
  signIn: zohoSignIn,
  streams: zohoStreams,
  meaning: zohoMeaning,
  open,
};

interface Connected {
  readonly context: SourceContext;
  readonly api: ZohoApi;
  /** Found once. */
  readonly organization: () => Promise<Organization>;
  /** The customers of credit notes, as far as they are known. */
  readonly noteCustomers: Map<string, string>;
}

function open(given: SourceContext): OpenedSource {
  const closing = new AbortController();
  const { world } = given;
  const context = { ...given, world: { ...world, signal: AbortSignal.any([world.signal, closing.signal]) } };
  const api = zohoApi(context);
  let found: Promise<Organization> | null = null;
  const connected: Connected = {
    context,
    api,
    noteCustomers: new Map<string, string>(),
    organization: () => (found ??= findOrganization(api, context)),
  };
  const settings = settingsOf(context);
  return {
    check: (streams) => check(connected, streams),
    calls: async (stream, request) => callsFor(zohoStream(stream.name), request, connected),
    read: (spec, request) => {
      const stream = zohoStream(spec.name);
      return readStream({
        stream,
        request,
        settings,
        note: context.note,
        now: context.world.now,
        ask: (span, query) => ask(connected, { stream, span, query, signal: request.signal }),
        completed: (rows) => completed(connected, { stream, rows, signal: request.signal }),
      });
    },
    timezone: async () => (await connected.organization()).timezone,
    budget: () => api.budget(),
    close: async () => closing.abort(),
  };
}

interface Asked {
  readonly stream: ZohoStream;
  readonly span: Span;
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

async function ask({ api, organization }: Connected, asked: Asked): Promise<ListPart> {
  const part = async (): Promise<ListPart> => {
    const isItself = asked.stream.name === "organizations";
    return api.list({ ...asked, organization: isItself ? null : (await organization()).id });
  };
  return unlessStopped(part(), asked.signal);
}

/** Signing in and finding the organisation are shared: one reading that is stopped does not stop them, but waits no longer. */
async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stop = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function completed(
  connected: Connected,
  about: { readonly stream: ZohoStream; readonly rows: readonly Row[]; readonly signal: AbortSignal },
): Promise<readonly Row[]> {
  const { stream, rows, signal } = about;
  if (stream.name === "contacts") return customers(rows, settingsOf(connected.context).region_field);
  if (stream.name === "creditnotes") remember(connected, rows);
  if (stream.name !== "creditnoterefunds") return rows;
  return refunds(rows, async (notes) => {
    const { noteCustomers } = connected;
    if (notes.some((id) => !noteCustomers.has(id))) await readNotes(connected, signal);
    return noteCustomers;
  });
}

async function readNotes(connected: Connected, signal: AbortSignal): Promise<void> {
  const stream = zohoStream("creditnotes");
  const query = { sort_column: "created_time", sort_order: "A" };
  const parts = listParts({
    ask: (span) => ask(connected, { stream, span, query, signal }),
    from: null,
    steady: true,
    id: (row) => cell(row, "creditnote_id"),
    sorted: null,
  });
  for await (const { rows } of parts) remember(connected, rows);
}

function remember({ noteCustomers }: Connected, rows: readonly Row[]): void {
  for (const row of rows) {
    noteCustomers.set(cell(row, "creditnote_id"), cell(row, "customer_id"));
  }
}

function callsFor(stream: ZohoStream, request: ReadRequest, { context }: Connected): number | null {
  const cursor = readCursor(request.cursor);
  const plan = planOf(stream, { cursor, request, settings: settingsOf(context), now: context.world.now() });
  if (stream.name === "organizations") return 1;
  const rows = plan.how === "all" ? cursor.rows : (cursor.recent ?? 1);
  return rows === null ? null : Math.max(1, Math.ceil(rows / ROWS_A_CALL));
}

async function* check(
  connected: Connected,
  streams: readonly StreamSpec[],
): AsyncGenerator<CheckStep, void, undefined> {
  const { api, organization } = connected;
  try {
    await api.signIn();
    const { shown } = await organization();
    yield { step: "reach", stream: null, ok: true, found: "Zoho Books answers" };
    yield { step: "sign-in", stream: null, ok: true, found: shown };
  } catch (error) {
    if (!(error instanceof SmacError)) throw error;
    if (error.code !== "SOURCE_UNREACHABLE") {
      yield { step: "reach", stream: null, ok: true, found: "Zoho answers" };
    }
    yield failed(error.code === "SOURCE_UNREACHABLE" ? "reach" : "sign-in", null, error);
    return;
  }
  for (const spec of streams) yield* checkStream(connected, zohoStream(spec.name));
}

async function* checkStream(connected: Connected, stream: ZohoStream): AsyncGenerator<CheckStep, void, undefined> {
  const { name } = stream;
  try {
    const { rows } = await ask(connected, { stream, span: { ...spanAfter(0), size: 1 } });
    yield { step: "permission", stream: name, ok: true, found: "may be read" };
    const [first] = rows;
    const found = first === undefined ? "empty so far" : `the first row is ${cell(first, stream.key[0] ?? "")}`;
    yield { step: "sample", stream: name, ok: true, found };
  } catch (error) {
    if (!(error instanceof SmacError)) throw error;
    const isRefused = error.code === "SOURCE_PERMISSION" || error.code === "SOURCE_SIGN_IN";
    yield failed(isRefused ? "permission" : "sample", name, error);
  }
}

function failed(step: CheckStep["step"], stream: string | null, error: SmacError): CheckStep {
  return { step, stream, ok: false, found: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
}
