import { SmacError } from "../../errors.ts";
import type { CheckStep, StreamSpec } from "../kit/source.ts";
import { isObject } from "./answer.ts";
import type { ApiVersion, Content } from "./answer.ts";
import { TooManyKeys } from "./calls.ts";
import type { AjeraReader } from "./reader.ts";
import { ajeraStreams } from "./streams.ts";
import type { AjeraStream } from "./streams.ts";

/** Looks at a connection: the address and sign-in, then each stream's methods. */
export async function* checkAjera(
  reader: AjeraReader,
  streams: readonly StreamSpec[],
): AsyncGenerator<CheckStep, void, undefined> {
  const signed = await tried(() => reader.calls.firm());
  const isReached = !("error" in signed) || signed.error.code === "SOURCE_SIGN_IN";
  yield isReached
    ? { step: "reach", stream: null, ok: true, found: "an Ajera answers at the address" }
    : failed("reach", null, signed.error);
  if (!isReached) return;
  if ("error" in signed) return void (yield failed("sign-in", null, signed.error));
  yield { step: "sign-in", stream: null, ok: true, found: firmWords(signed.value) };
  const asked = new Map<string, Promise<SmacError | null>>();
  const named = new Set(streams.map((stream) => stream.name));
  for (const stream of ajeraStreams.filter(({ spec }) => named.has(spec.name)))
    yield* checkStream(reader, stream, asked);
}

async function* checkStream(
  reader: AjeraReader,
  { spec, methods, better }: AjeraStream,
  asked: Map<string, Promise<SmacError | null>>,
): AsyncGenerator<CheckStep, void, undefined> {
  const ask = ([method, version]: readonly [string, ApiVersion]): Promise<SmacError | null> => {
    const known = asked.get(method) ?? permission(reader, method, versionOf(reader, method, version));
    asked.set(method, known);
    return known;
  };
  const refused: SmacError[] = [];
  for (const method of methods) {
    const error = await ask(method);
    if (error !== null) refused.push(error);
  }
  const [first] = refused;
  if (first !== undefined) {
    const found = refused.map((error) => error.message).join("; ");
    return void (yield { ...failed("permission", spec.name, first), found });
  }
  const lacks = better === undefined || (await ask(better.method)) === null ? null : better;
  const found = lacks === null ? spec.needs : `all but ${lacks.method[0]}: ${lacks.without}`;
  yield { step: "permission", stream: spec.name, ok: true, found };
}

/** Whether a method may be called, with arguments that ask for next to nothing. */
async function permission(reader: AjeraReader, method: string, version: ApiVersion): Promise<SmacError | null> {
  const page = method.startsWith("List") ? { page: { number: 1, size: 1 } } : {};
  const result = await tried(() => reader.calls.call({ method, version, args: argumentsOf(method), ...page }));
  return "error" in result && result.error.code !== "SOURCE_BAD_ANSWER" ? result.error : null;
}

function argumentsOf(method: string): Content {
  if (method === "GetProjectTotals") return { RequestedProjectTotals: 0 };
  if (method.startsWith("Get")) return { [`Requested${method.slice(3)}`]: [0] };
  if (method === "ListTimesheets") return { FilterByLatestTimesheetDate: "1990-01-01" };
  if (method === "ListMarketingStages") return {};
  return { FilterByStatus: ["Active"] };
}

function versionOf(reader: AjeraReader, method: string, version: ApiVersion): ApiVersion {
  return method === "ListProjects" || method === "GetProjects" ? reader.settings.projects_version : version;
}

async function tried<T>(work: () => Promise<T>): Promise<{ readonly value: T } | { readonly error: SmacError }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof SmacError) return { error };
    if (error instanceof TooManyKeys) return { error: new SmacError("SOURCE_BAD_ANSWER", error.message) };
    throw error;
  }
}

function failed(step: CheckStep["step"], stream: string | null, error: SmacError): CheckStep {
  return { step, stream, ok: false, found: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
}

function firmWords(firm: Content): string {
  const { CompanyName: company, AjeraVersion: version, Timesheets: timesheets } = firm;
  const week = isObject(timesheets) ? timesheets["TimeStartOfWeek"] : null;
  return [
    typeof company === "string" && company !== "" ? company : "a firm without a name",
    ...(typeof version === "string" && version !== "" ? [`Ajera ${version}`] : []),
    ...(typeof week === "string" && week !== "" ? [`weeks from ${week}`] : []),
  ].join(", ");
}
