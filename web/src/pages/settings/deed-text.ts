import type { Deed } from "../../api/schema.ts";

type Words = readonly [pattern: RegExp, words: string];

const words: readonly Words[] = [
  [/^POST \/session$/, "signed in"],
  [/^DELETE \/session$/, "signed out"],
  [/^POST \/imports$/, "started an import"],
  [/^POST \/syncs$/, "started a sync"],
  [/^DELETE \/jobs\//, "stopped a job"],
  [/^POST \/shares$/, "shared a page"],
  [/^DELETE \/shares\//, "took a shared link back"],
  [/^POST \/tokens$/, "made a token"],
  [/^DELETE \/tokens\//, "revoked a token"],
];

/** What somebody did, in words: “exported clusters as csv”, “made a token”; what has none as it was asked. */
export function deedText({ what, status, format }: Deed): string {
  const short = what.replace("/api/v1", "");
  const refused = status >= 400 ? ` (refused, ${status})` : "";
  if (/^GET \/sign-in\/done$/.test(what)) return `signed in with an account${refused}`;
  if (format !== null) return `exported ${short.replace(/^GET \//, "")} as ${format}`;
  const known = words.find(([pattern]) => pattern.test(short));
  if (known !== undefined) return `${known[1]}${refused}`;
  const [, verb = "", kind = "", name = ""] = /^(PUT|DELETE) \/(\w+)s\/(.+)$/.exec(short) ?? [];
  if (verb === "") return `${short}${refused}`;
  return `${verb === "PUT" ? "wrote" : "deleted"} the ${kind} ${decoded(name)}${refused}`;
}

/** What was asked or posted, short. */
export function askedText({ asked }: Deed): string {
  const pairs = typeof asked === "object" && asked !== null ? Object.entries(asked) : [];
  const text = pairs
    .filter(([name]) => name !== "format")
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join(", ");
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  const { attribute, values, not } = value as { attribute?: unknown; values?: unknown; not?: unknown };
  if (typeof attribute !== "string") return JSON.stringify(value);
  return `${not === true ? "not " : ""}${attribute} ${valueText(values)}`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
