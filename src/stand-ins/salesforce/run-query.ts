import { asMoment } from "./moments.ts";
import type { StandInOrg, StandInRecord } from "./org.ts";
import type { StandInField, StandInObject } from "./schema.ts";
import { MalformedQuery } from "./soql-text.ts";
import type { Condition, Literal, ParsedQuery } from "./soql-text.ts";

/** A query that the org refuses, with Salesforce's word for it. */
export class RefusedQuery extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

type Value = string | number | boolean | null;

/** The records that a query finds, in its order. */
export interface QueryResult {
  readonly object: StandInObject;
  readonly records: readonly StandInRecord[];
  /** What is selected, with how to find it; null: only how many there are. */
  readonly columns: readonly { readonly path: string; readonly field: StandInField; readonly read: Reads }[] | null;
}

type Reads = (record: StandInRecord) => Value;

/**
 * Runs a query over the org as its user sees it. `all`: deleted records, too.
 *
 * @throws RefusedQuery for objects and fields that are not there or cannot be used so.
 */
export function runQuery(org: StandInOrg, query: ParsedQuery, all: boolean): QueryResult {
  const object = visible(org, query.from);
  const columns = query.select?.map((path) => ({ path, ...fieldAt(org, object, path) })) ?? null;
  const matches = query.where === null ? () => true : test(org, object, query.where);
  const hasBin = object.fields.some(({ name }) => name === "IsDeleted");
  const found: StandInRecord[] = [];
  for (const record of org.all(object.name)) {
    if (hasBin && !all && record["IsDeleted"] === true) continue;
    if (matches(record)) found.push(record);
  }
  const order = query.orderBy.map(({ path, descending }) => ({ read: fieldAt(org, object, path).read, descending }));
  if (order.length > 0) found.sort((a, b) => compareBy(order, a, b));
  return { object, records: query.limit === null ? found : found.slice(0, query.limit), columns };
}

/** The object of that name, as the user sees it. @throws RefusedQuery */
export function visible(org: StandInOrg, name: string): StandInObject {
  const object = [...org.objects.values()].find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (object === undefined || org.hidden.has(object.name))
    throw new RefusedQuery("INVALID_TYPE", `sObject type '${name}' is not supported.`);
  return object;
}

/** The fields of an object that the user may read. */
export function visibleFields(org: StandInOrg, object: StandInObject): readonly StandInField[] {
  return object.fields.filter(({ name }) => !org.hidden.has(`${object.name}.${name}`));
}

function fieldAt(org: StandInOrg, object: StandInObject, path: string): { field: StandInField; read: Reads } {
  const [first = "", ...rest] = path.split(".");
  const fields = visibleFields(org, object);
  if (rest.length === 0) {
    const field = fields.find(({ name }) => name.toLowerCase() === first.toLowerCase());
    if (field === undefined) throw noColumn(first, object);
    return { field, read: (record) => record[field.name] ?? null };
  }
  const link = fields.find(({ relationship }) => relationship?.toLowerCase() === first.toLowerCase());
  if (link === undefined)
    throw new RefusedQuery("INVALID_FIELD", `Didn't understand relationship '${first}' in field path.`);
  const targets = link.refersTo.filter((name) => org.objects.has(name));
  const [target = ""] = targets.length === 1 ? targets : targets.filter((name) => name === "User");
  const parent = visible(org, target);
  const { field, read } = fieldAt(org, parent, rest.join("."));
  return {
    field,
    read: (record) => {
      const to = org.get(parent.name, String(record[link.name] ?? ""));
      return to === undefined ? null : read(to);
    },
  };
}

function test(org: StandInOrg, object: StandInObject, condition: Condition): (record: StandInRecord) => boolean {
  if (condition.is === "not") {
    const inner = test(org, object, condition.of);
    return (record) => !inner(record);
  }
  if (condition.is !== "compare") {
    const parts = condition.of.map((part) => test(org, object, part));
    return condition.is === "and"
      ? (record) => parts.every((part) => part(record))
      : (record) => parts.some((part) => part(record));
  }
  const { field, read } = fieldAt(org, object, condition.path);
  if (!field.filterable)
    throw new RefusedQuery("INVALID_FIELD", `field '${field.name}' can not be filtered in a query call`);
  const values = condition.values.map((literal) => valueOf(literal, field));
  const [value = null] = values;
  return (record) => holds(read(record), condition.how, condition.how === "IN" ? values : value);
}

function valueOf({ kind, value }: Literal, field: StandInField): Value {
  const wanted: Readonly<Record<string, readonly string[]>> = {
    datetime: ["datetime"],
    date: ["date"],
    boolean: ["boolean"],
    int: ["number"],
    double: ["number"],
    currency: ["number"],
    percent: ["number"],
  };
  const kinds = wanted[field.type] ?? ["text"];
  if (kind !== "null" && !kinds.includes(kind))
    throw new RefusedQuery(
      "INVALID_FIELD",
      `value of filter criterion for field '${field.name}' must be of type ${field.type}`,
    );
  if (kind !== "datetime") return value;
  const moment = asMoment(String(value));
  if (moment === null) throw new MalformedQuery("invalid date");
  return moment;
}

function holds(left: Value, how: string, right: Value | readonly Value[]): boolean {
  if (typeof right === "object" && right !== null) return right.includes(left);
  const value = right;
  if (how === "=") return left === value;
  if (how === "!=" || how === "<>") return left !== value;
  if (left === null || value === null) return false;
  if (how === "<") return left < value;
  if (how === "<=") return left <= value;
  return how === ">" ? left > value : left >= value;
}

function compareBy(
  order: readonly { readonly read: Reads; readonly descending: boolean }[],
  a: StandInRecord,
  b: StandInRecord,
): number {
  for (const { read, descending } of order) {
    const [x, y] = [read(a), read(b)];
    if (x === y) continue;
    const less = x === null || (y !== null && x < y);
    return less === descending ? 1 : -1;
  }
  return 0;
}

function noColumn(name: string, object: StandInObject): RefusedQuery {
  return new RefusedQuery(
    "INVALID_FIELD",
    `No such column '${name}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.`,
  );
}
