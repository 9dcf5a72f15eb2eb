import { headingWords } from "../../text/heading-words.ts";
import { formOf } from "./date-shapes.ts";
import type { Column } from "./table-spec.ts";

/** What a column can mean for a report; which column is the id is never guessed. */
export type GuessedRole = "at" | "cluster" | "member" | "product" | "kind" | "stage" | "learned";

/** A column that probably has a role, and why, for the person to read. */
export interface ColumnGuess {
  readonly column: string;
  readonly reason: string;
}

/** Names that tell a role, the surest first; compared without case and underscores' differences. */
const roleNames: Readonly<Record<GuessedRole, readonly string[]>> = {
  at: [
    "at",
    "occurred_at",
    "happened_at",
    "ts",
    "timestamp",
    "event_timestamp",
    "event_time",
    "event_at",
    "event_date",
    "activity_at",
    "activity_date",
    "datetime",
    "date_time",
    "time",
    "date",
    "day",
    "when",
    "created_at",
    "created",
    "created_on",
    "started_at",
    "start_time",
    "start_date",
    ...headingWords.time,
  ],
  learned: [
    "learned",
    "learned_at",
    "known_at",
    "received_at",
    "recorded_at",
    "ingested_at",
    "loaded_at",
    "synced_at",
    "sdc_received_at",
    "airbyte_extracted_at",
    "airbyte_emitted_at",
  ],
  cluster: withSuffixes([
    "cluster",
    "account",
    "company",
    "customer",
    "client",
    "organization",
    "organisation",
    "org",
    "tenant",
    "workspace",
    "team",
    "department",
    "dept",
    "group",
    "cust",
    ...headingWords.customer,
  ]),
  member: withSuffixes([
    "member",
    "user",
    "email",
    "email_address",
    "contact",
    "person",
    "employee",
    "actor",
    "author",
    "visitor",
    ...headingWords.user,
  ]),
  product: withSuffixes(["product", "service", "app", "application", "feature", "module", "tool"]),
  kind: ["kind", "type", "event", "event_type", "event_name", "event_kind", "action", "activity", "activity_type"],
  stage: ["stage", "lifecycle_stage", "customer_stage", "journey_stage", "deal_stage", "pipeline_stage", "sales_stage"],
};

function withSuffixes(bases: readonly string[]): string[] {
  return bases.flatMap((base) => [
    base,
    ...["id", "key", "no", "number", "code", "name", ...headingWords.number].map((suffix) => `${base}_${suffix}`),
  ]);
}

/**
 * What the columns probably mean: by their names, and for the time also by what
 * they hold, when only one column holds dates. A column has one role at most.
 *
 * @example
 * ```ts
 * guessColumns([{ name: "AccountId", type: "text" }], []).cluster; // { column: "AccountId", reason: "by its name" }
 * ```
 */
export function guessColumns(
  columns: readonly Column[],
  sample: readonly (readonly string[])[],
): Partial<Record<GuessedRole, ColumnGuess>> {
  const guesses: Partial<Record<GuessedRole, ColumnGuess>> = {};
  const taken = new Set<string>();
  const take = (role: GuessedRole, column: Column | undefined, reason: string): void => {
    if (column === undefined) return;
    guesses[role] = { column: column.name, reason };
    taken.add(column.name);
  };
  const datesAt = (column: Column): boolean => holdsDates(column, columnSample(columns, sample, column), "named");
  take("learned", named("learned", columns.filter(datesAt), taken), "by its name");
  take("at", named("at", columns.filter(datesAt), taken), "by its name");
  if (guesses.at === undefined) {
    const dated = columns.filter(
      (c) => !taken.has(c.name) && holdsDates(c, columnSample(columns, sample, c), "unnamed"),
    );
    if (dated.length === 1) take("at", dated[0], "the only column that holds dates");
  }
  for (const role of ["cluster", "member", "product", "kind", "stage"] as const)
    take(role, named(role, columns, taken), "by its name");
  return guesses;
}

function named(role: GuessedRole, columns: readonly Column[], taken: ReadonlySet<string>): Column | undefined {
  for (const name of roleNames[role]) {
    const found = columns.find((column) => !taken.has(column.name) && same(column.name, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Case, underscores and other marks between words do not matter. */
function same(name: string, known: string): boolean {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "") === known.replaceAll("_", "");
}

function columnSample(columns: readonly Column[], sample: readonly (readonly string[])[], column: Column): string[] {
  const at = columns.indexOf(column);
  return sample.map((row) => (row[at] ?? "").trim()).filter((cell) => cell !== "" && !/^(null|n\/a)$/i.test(cell));
}

/** A named column may hold epoch numbers; of an unnamed one only dates that show themselves count. */
function holdsDates(column: Column, cells: readonly string[], how: "named" | "unnamed"): boolean {
  if (["timestamp", "timestamptz", "date"].includes(column.type)) return true;
  if (["boolean", "other"].includes(column.type)) return false;
  if (cells.length === 0) return how === "named";
  const dates = cells.filter((cell) => isDate(cell, how)).length;
  return dates * 2 > cells.length;
}

function isDate(cell: string, how: "named" | "unnamed"): boolean {
  const form = formOf(cell.replace(/[0-8]/g, "9"));
  if (form !== "digits") return form !== null;
  if (/^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(cell)) return true;
  return how === "named" && Math.abs(Number(cell)) >= 1e8;
}
