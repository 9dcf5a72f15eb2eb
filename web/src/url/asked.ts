import { dayOf } from "../calendar/days.ts";
import { isKind } from "../calendar/periods.ts";

/** A condition on an attribute: any of the values, or, with `not`, none of them. */
export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
  readonly not: boolean;
}

/** What every page takes from its address; null or empty: what the definition says. */
export interface Asked {
  readonly definition: string | null;
  readonly period: string | null;
  readonly at: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** The first day that does not count, where a link was pinned; null: as far as the data go. */
  readonly until: string | null;
  /** `like`, `previous`, `year`, `none`, or a period. */
  readonly compare: string;
  readonly measure: "rate" | "count";
  readonly stage: readonly string[];
  readonly product: readonly string[];
  readonly by: readonly string[];
  readonly filter: readonly Filter[];
  readonly segment: string | null;
  readonly overrides: Readonly<Partial<Record<Override, string>>>;
  readonly view: "chart" | "table";
  readonly closed: boolean;
  readonly list: string | null;
}

/** Parameters that change what the definition says. */
export const overrideNames = ["events", "days", "members", "stage-at", "denominator", "timezone", "as-of"] as const;
/** One of them. */
export type Override = (typeof overrideNames)[number];

const order = [
  "definition",
  "period",
  "at",
  "from",
  "to",
  "until",
  "compare",
  "measure",
  "stage",
  "product",
  "by",
  "filter",
  "segment",
  ...overrideNames,
  "view",
  "closed",
];
const known = new Set<string>([...order, "list"]);

/** What a page's address asks for. What makes no sense counts as not said. */
export function parseAsked(search: string): Asked {
  const query = new URLSearchParams(search);
  const text = (name: string): string | null => {
    const value = query.get(name)?.trim() ?? "";
    return value === "" || value.length > 500 ? null : value;
  };
  const list = (name: string): readonly string[] => (text(name) ?? "").split(",").filter((each) => each !== "");
  const period = text("period");
  return {
    definition: text("definition"),
    period: period !== null && isKind(period) ? period : null,
    at: dateLike(text("at")),
    from: dateLike(text("from")),
    to: dateLike(text("to")),
    until: dayOf(text("until") ?? "") === null ? null : (text("until")?.slice(0, 10) ?? null),
    compare: compareOf(text("compare")),
    measure: text("measure") === "count" ? "count" : "rate",
    stage: list("stage"),
    product: list("product"),
    by: list("by"),
    filter: query.getAll("filter").flatMap(parseFilter),
    segment: text("segment"),
    overrides: Object.fromEntries(
      overrideNames.flatMap((name) => {
        const value = text(name);
        return value === null ? [] : [[name, value]];
      }),
    ),
    view: text("view") === "table" ? "table" : "chart",
    closed: text("closed") === "1",
    list: text("list"),
  };
}

/** The address' query for what is asked: defaults left out, order fixed; a page's own parameters go before `list`. */
export function formatAsked(asked: Asked, own: Readonly<Record<string, string>> = {}): string {
  const pairs: [string, string][] = [];
  const add = (name: string, value: string | null): void => {
    if (value !== null && value !== "") pairs.push([name, value]);
  };
  add("definition", asked.definition);
  add("period", asked.period);
  add("at", asked.at);
  add("from", asked.from);
  add("to", asked.to);
  add("until", asked.until);
  add("compare", asked.compare === "like" ? null : asked.compare);
  add("measure", asked.measure === "rate" ? null : asked.measure);
  add("stage", asked.stage.join(","));
  add("product", asked.product.join(","));
  add("by", asked.by.join(","));
  for (const filter of asked.filter) add("filter", formatFilter(filter));
  add("segment", asked.segment);
  for (const name of overrideNames) add(name, asked.overrides[name] ?? null);
  add("view", asked.view === "chart" ? null : asked.view);
  add("closed", asked.closed ? "1" : null);
  for (const [name, value] of Object.entries(own).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    if (!known.has(name)) add(name, value);
  add("list", asked.list);
  return pairs.map(([name, value]) => `${name}=${readable(value)}`).join("&");
}

/** The parameters of an address that are not common to all pages. */
export function ownOf(search: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...new URLSearchParams(search)].filter(([name]) => !known.has(name)));
}

/** `region:EMEA,APAC`, `!owner:CS EMEA`. */
export function formatFilter({ name, values, not }: Filter): string {
  return `${not ? "!" : ""}${coded(name)}:${values.map(coded).join(",")}`;
}

function parseFilter(text: string): Filter[] {
  const match = /^(!?)([^:]+):(.+)$/s.exec(text);
  if (match === null) return [];
  const [, not = "", name = "", values = ""] = match;
  return [{ name: decoded(name), values: values.split(",").map(decoded), not: not === "!" }];
}

function compareOf(text: string | null): string {
  if (text === null) return "like";
  return ["like", "previous", "year", "none"].includes(text) ? text : (dateLike(text) ?? "like");
}

function dateLike(text: string | null): string | null {
  return text !== null && /^\d{4}(-(\d{2}(-\d{2})?|W\d{2}|Q[1-4]))?$/.test(text) ? text : null;
}

function coded(text: string): string {
  return text.replaceAll(/[%,:!]/g, (sign) => encodeURIComponent(sign).replace("!", "%21"));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// Colons, commas and the like may stand in a query as they are: an address is read by people, too.
function readable(value: string): string {
  return encodeURIComponent(value)
    .replaceAll(/%(3A|3B|2C|40|2F|21)/g, (code) => decodeURIComponent(code))
    .replaceAll("%20", "+");
}
