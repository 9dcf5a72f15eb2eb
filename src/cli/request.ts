import type { Ask } from "../project/ask.ts";
import type { AdHocRequest } from "../project/ad-hoc/request.ts";

/** The values of the flags as commander leaves them: by camel-case name. */
export type FlagValues = Readonly<Record<string, unknown>>;

/** What is asked, from the flags. */
export function askFrom(flags: FlagValues): Ask {
  const keys = [
    "definition",
    "period",
    "weekStart",
    "fiscalStart",
    "calendar",
    "timezone",
    "from",
    "to",
    "range",
    "events",
    "days",
    "members",
    "stageAt",
    "denominator",
    "attribution",
    "by",
    "over",
    "asOf",
    "now",
    "through",
  ] as const satisfies readonly (keyof Ask)[];
  return Object.fromEntries(keys.flatMap((key) => (flags[key] === undefined ? [] : [[key, flags[key]]])));
}

const fileFlags = [
  "columns",
  "delimiter",
  "encoding",
  "at",
  "dateFormat",
  "cluster",
  "member",
  "product",
  "kind",
  "id",
  "learned",
  "with",
  "stage",
  "where",
  "exclude",
  "stages",
  "memberships",
  "attributes",
  "stageOrder",
] as const satisfies readonly (keyof AdHocRequest)[];

/** What is asked of files without a project, from the flags. */
export function adHocFrom(files: readonly string[], flags: FlagValues): AdHocRequest {
  const said = Object.fromEntries(fileFlags.flatMap((key) => (flags[key] === undefined ? [] : [[key, flags[key]]])));
  return {
    ...said,
    files,
    badRows: flags["badRows"] === "skip" ? "skip" : "fail",
    rejectsFile: flags["rejects"] as string | undefined,
    by: (flags["by"] as readonly string[] | undefined) ?? [],
    timezone: (flags["timezone"] as string | undefined) ?? "UTC",
  };
}

/** Flags that only make sense with files. */
export const fileOnlyFlags = [...fileFlags, "badRows", "rejects"] as const;
