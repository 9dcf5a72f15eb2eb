import { addressOf } from "../api/ask.ts";

const dates = ["from", "to", "in", "now", "compare"] as const;
const root = "/api/v1/";

/** A question as a shared link keeps it: its dates open, since the same tile asks for other ones tomorrow. */
export interface SharedQuestion {
  /** As addresses are kept, after /api/v1/: `report?definition=smac&from=*&to=*`. */
  readonly text: string;
  /** The dates that are asked for now. */
  readonly dates: Readonly<Record<string, string>>;
}

/** A question of the page, told apart from its dates. */
export function sharedQuestion(path: string, params: Readonly<Record<string, unknown>>): SharedQuestion {
  const open = dates.filter((name) => isDate(params[name]));
  const closed = Object.entries(params).filter(([name]) => !(open as readonly string[]).includes(name));
  const sorted = [...closed, ...open.map((name) => [name, "*"] as const)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    text: addressOf(path, Object.fromEntries(sorted)).slice(root.length).replaceAll("%2A", "*"),
    dates: Object.fromEntries(open.map((name) => [name, String(params[name])])),
  };
}

function isDate(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}/.test(value);
}
