import type { Batch, CheckStep, OpenedSource, ReadRequest, SourceContext, StreamSpec } from "../kit/source.ts";
import { salesforceApi } from "./api.ts";
import { checkOrg } from "./check.ts";
import { estimatedCalls } from "./estimate.ts";
import type { ObjectStream } from "./object-stream.ts";
import { salesforceObjects } from "./objects.ts";
import { orgOf } from "./org.ts";
import type { Org } from "./org.ts";
import { readObject } from "./read-object.ts";
import { readSettings } from "./settings.ts";

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

async function timeZone(org: Org): Promise<string | null> {
  const rows = await org.rows("SELECT TimeZoneSidKey FROM Organization", "the organisation");
  const zone = rows?.[0]?.["TimeZoneSidKey"];
  return typeof zone === "string" && zone !== "" ? zone : null;
}
