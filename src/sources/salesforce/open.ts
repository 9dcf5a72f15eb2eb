import { SmacError } from "../../errors.ts";
import type { Json, Row } from "../kit/row.ts";
import type { Batch, CheckStep, OpenedSource, ReadRequest, SourceContext, StreamSpec } from "../kit/source.ts";
import { salesforceApi } from "./api.ts";
import type { SalesforceApi } from "./api.ts";
import { checkOrg } from "./check.ts";
import { estimatedCalls } from "./estimate.ts";
import type { ObjectStream, OrgView, Plan } from "./object-stream.ts";
import { salesforceObjects } from "./objects.ts";
import type { Objects } from "./objects.ts";
import { objectOf, planOf } from "./plan.ts";
import { firstPage, nextPage } from "./query-pages.ts";
import { readObject } from "./read-object.ts";
import { readSettings } from "./settings.ts";

/** An org that is read, as far as its streams need it. */
export interface Org extends OrgView {
  readonly objects: Objects;
  /** How a stream is read; null: none of its objects is there. What is missing is noted. */
  plan(stream: ObjectStream): Promise<Plan | null>;
}

/** A source over an org, with the streams that it has. */
export function openSalesforce(title: string, streams: readonly ObjectStream[], context: SourceContext): OpenedSource {
  const settings = readSettings(`${context.name} (${title})`, context.settings);
  const api = salesforceApi(title, settings, context);
  const org = orgOf(api, salesforceObjects(api));
  const own = (spec: StreamSpec): ObjectStream => {
    const stream = streams.find(({ name }) => name === spec.name);
    if (stream === undefined) throw new Error(`there is no stream “${spec.name}”`);
    return stream;
  };
  return {
    check: (specs): AsyncGenerator<CheckStep, void, undefined> => checkOrg(org, specs.map(own)),
    calls: (spec, request) => estimatedCalls(org, own(spec), request),
    read: (spec, request) => read(org, own(spec), request),
    timezone: () => timeZone(org),
    budget: () => org.api.budget(),
    close: async () => {},
  };
}

async function* read(org: Org, stream: ObjectStream, request: ReadRequest): AsyncGenerator<Batch, void, undefined> {
  const api = org.api.under(request.signal);
  const mine = orgOf(api, org.objects.through(api));
  const plan = await mine.plan(stream);
  if (plan === null) return;
  yield* readObject({ stream, plan, org: mine, request });
}

function orgOf(api: SalesforceApi, objects: Objects): Org {
  const { context, settings } = api;
  const note = (text: string): void => context.note(`${context.name}: ${text}`);
  return {
    api,
    objects,
    note,
    shape: (name) => objects.shape(name),
    async plan(stream) {
      const object = await objectOf(stream, objects);
      if (object === null) {
        if (stream.required === true) throw absent(api.name, stream);
        const names = stream.objects.join(" and ");
        note(`${stream.name}: ${names} is not in this org, or the user may not read it; nothing is read`);
        return null;
      }
      const plan = await planOf(stream, object, { objects, more: settings.fields[stream.name] ?? [] });
      const missing = plan.missing.join(", ");
      if (missing !== "")
        note(`${stream.name}: ${object.name} has no ${missing} that the user may read; it stays empty`);
      return plan;
    },
    rows: (query, label) => unlessRefused(() => allRows(api, query, label)),
    count: (query, label) =>
      unlessRefused(async () => {
        const paged = await firstPage(api, { soql: query, all: false, label });
        return paged.is === "page" ? paged.page.total : null;
      }),
  };
}

async function allRows(api: SalesforceApi, query: string, label: string): Promise<readonly Row[] | null> {
  const asked = { soql: query, all: false, label };
  let paged = await firstPage(api, asked);
  const rows: Readonly<Record<string, Json>>[] = [];
  while (paged.is === "page") {
    rows.push(...paged.page.records);
    if (paged.page.next === null) return rows;
    paged = await nextPage(api, paged.page.next, asked);
  }
  return null;
}

/** Null when the object or a field is not there, or may not be read. */
async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SmacError && error.code === "SOURCE_NOT_FOUND") return null;
    throw error;
  }
}

async function timeZone(org: Org): Promise<string | null> {
  const rows = await org.rows("SELECT TimeZoneSidKey FROM Organization", "the organisation");
  const zone = rows?.[0]?.["TimeZoneSidKey"];
  return typeof zone === "string" && zone !== "" ? zone : null;
}

function absent(name: string, { name: stream, objects }: ObjectStream): SmacError {
  return new SmacError("SOURCE_PERMISSION", `${name}: ${stream}: the user may not read ${objects.join(" or ")}`, {
    hint: `give the user read access to ${objects.join(" or ")} (a permission set), then sync again`,
  });
}
