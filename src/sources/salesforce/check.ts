import { SmacError } from "../../errors.ts";
import type { CheckStep } from "../kit/source.ts";
import type { ObjectStream } from "./object-stream.ts";
import { objectOf, planOf } from "./plan.ts";
import type { Org } from "./org.ts";

/**
 * Looks at an org a step at a time: whether it can be reached, signed in to,
 * which objects and fields the user may read, and whether rows come.
 */
export async function* checkOrg(
  org: Org,
  streams: readonly ObjectStream[],
): AsyncGenerator<CheckStep, void, undefined> {
  const reached = await tried("reach", null, () => reach(org));
  yield reached;
  if (!reached.ok) return;
  const signed = await tried("sign-in", null, () => signIn(org));
  yield signed;
  if (!signed.ok) return;
  for (const stream of streams) {
    const permitted = await tried("permission", stream.name, () => permission(org, stream));
    yield permitted;
    if (permitted.ok && permitted.found !== notThere)
      yield await tried("sample", stream.name, () => sample(org, stream));
  }
}

type Found = Pick<CheckStep, "ok" | "found" | "hint">;

const notThere = "not in this org: nothing is read";

async function reach({ api }: Org): Promise<Found> {
  const versions = (await api.versions()).filter((version) => /^\d+\.\d$/.test(version));
  const { version } = api.settings;
  if (versions.includes(version)) return { ok: true, found: `speaks version ${version}` };
  return {
    ok: false,
    found: `does not speak version ${version}, but ${versions.at(0) ?? "none"} to ${versions.at(-1) ?? "none"}`,
    hint: `set api_version in smac.yml to one from 62.0 to ${versions.at(-1) ?? "67.0"}`,
  };
}

async function signIn(org: Org): Promise<Found> {
  await org.api.signIn();
  const rows = await org.rows("SELECT Name, OrganizationType, TimeZoneSidKey FROM Organization", "the organisation");
  const { Name, OrganizationType, TimeZoneSidKey } = rows?.[0] ?? {};
  const parts = [Name, OrganizationType, TimeZoneSidKey].flatMap((part) =>
    typeof part === "string" && part !== "" ? [part] : [],
  );
  return { ok: true, found: parts.length === 0 ? "signed in" : parts.join(", ") };
}

async function permission(org: Org, stream: ObjectStream): Promise<Found> {
  const object = await objectOf(stream, org.objects);
  const names = stream.objects.join(" or ");
  if (object === null && stream.required !== true) return { ok: true, found: notThere };
  if (object === null)
    return { ok: false, found: `the user may not read ${names}`, hint: `give the user read access to ${names}` };
  const more = org.api.settings.fields[stream.name] ?? [];
  const { missing } = await planOf(stream, object, { objects: org.objects, more });
  if (missing.length === 0) return { ok: true, found: `${object.name}, all fields` };
  return { ok: true, found: `${object.name}, without ${missing.join(", ")}: not there, or no permission to read` };
}

async function sample(org: Org, stream: ObjectStream): Promise<Found> {
  const object = await objectOf(stream, org.objects);
  const rows = await org.rows(`SELECT Id FROM ${object?.name ?? ""} LIMIT 1`, `a row of ${stream.name}`);
  if (rows === null) return { ok: false, found: "cannot be read", hint: "give the user read access to its fields" };
  return { ok: true, found: rows.length === 0 ? "no rows yet" : "rows come" };
}

async function tried(step: CheckStep["step"], stream: string | null, look: () => Promise<Found>): Promise<CheckStep> {
  try {
    return { step, stream, ...(await look()) };
  } catch (error) {
    if (!(error instanceof SmacError)) throw error;
    return { step, stream, ok: false, found: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
}
