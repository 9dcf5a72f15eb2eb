import type { Batch, OpenedSource, ReadRequest, SourceContext, SourceType, StreamSpec } from "../kit/source.ts";
import { SmacError } from "../../errors.ts";
import { checkAjera } from "./check.ts";
import { ajeraMeaning } from "./meaning.ts";
import { estimatedCalls } from "./estimate.ts";
import { ajeraReader } from "./reader.ts";
import type { AjeraReader } from "./reader.ts";
import { readProjects } from "./read-projects.ts";
import { readRecords } from "./records.ts";
import { readStatuses } from "./read-statuses.ts";
import { readTimesheets } from "./read-timesheets.ts";
import { readTotals } from "./read-totals.ts";
import { ajeraSettings } from "./settings.ts";
import { ajeraStreams } from "./streams.ts";

/** Deltek Ajera, over its API. */
export const ajera: SourceType = {
  type: "ajera",
  aliases: ["deltek-ajera"],
  title: "Deltek Ajera",
  about:
    "Project accounting for architects and engineers. Read are clients, projects with their statuses, and timesheets; invoices and payments of clients are not in its API.",
  settings: ajeraSettings,
  signIn: [
    {
      name: "api-user",
      title: "An API user of Ajera",
      steps: [
        "In Ajera, open Utility > Setup > Integrations > API Settings.",
        "Add an API user with a user name and a password; employees' own log-ins do not work.",
        "Let it read the methods that docs/sources/ajera.md lists, and choose an authorizing employee who may see everybody's timesheets.",
        "Press Copy API URL: the whole address is a secret.",
      ],
      asks: [
        { name: "url", ask: "API address (Copy API URL)", secret: true },
        { name: "username", ask: "API user", secret: false },
        { name: "password", ask: "Password", secret: true },
      ],
    },
  ],
  streams: ajeraStreams.map(({ spec }) => spec),
  meaning: ajeraMeaning,
  open(context: SourceContext): OpenedSource {
    const reader = ajeraReader(context);
    return {
      check: (streams) => checkAjera(reader, streams),
      calls: async (stream, request) => estimatedCalls(reader, readingOf(stream, context), request),
      read: (stream, request) => readStream(reader, { stream, request, context }),
      timezone: async () => null,
      budget: () => null,
      async close() {
        reader.kept.clear();
        await reader.calls.close();
      },
    };
  },
};

function readStream(
  opened: AjeraReader,
  about: { readonly stream: StreamSpec; readonly request: ReadRequest; readonly context: SourceContext },
): AsyncGenerator<Batch, void, undefined> {
  const { stream, request, context } = about;
  const reading = readingOf(stream, context);
  const reader = { ...opened, calls: opened.calls.until(request.signal) };
  if (reading.by === "records") return readRecords(reader, reading.records, request);
  if (reading.by === "projects") return readProjects(reader, reading.part, request);
  if (reading.by === "timesheets") return readTimesheets(reader, reading.part, request);
  return reading.by === "statuses" ? readStatuses(reader, request) : readTotals(reader, request);
}

function readingOf(stream: StreamSpec, context: SourceContext) {
  const found = ajeraStreams.find(({ spec }) => spec.name === stream.name);
  if (found !== undefined) return found.reading;
  throw new SmacError("SOURCE_NOT_FOUND", `${context.name} (Ajera) has no stream “${stream.name}”`);
}
