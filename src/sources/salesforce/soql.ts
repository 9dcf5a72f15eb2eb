import { formatInstant } from "../../time/instant.ts";
import type { Instant } from "../../time/instant.ts";

/** A query of one object. */
export interface Soql {
  readonly select: readonly string[];
  readonly from: string;
  /** All must hold. */
  readonly where: readonly string[];
  readonly orderBy: readonly string[];
}

/** A row's place in the order of change. */
export interface Place {
  /** As Salesforce wrote it, e.g. `2026-06-09T13:45:21.000+0000`. */
  readonly at: string;
  readonly id: string;
}

/**
 * The query as text.
 *
 * @example
 * ```ts
 * soql({ select: ["Id"], from: "Lead", where: ["IsDeleted = false"], orderBy: ["Id"] }); // SELECT Id FROM Lead WHERE IsDeleted = false ORDER BY Id
 * ```
 */
export function soql({ select, from, where, orderBy }: Soql): string {
  const conditions = where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`;
  const order = orderBy.length === 0 ? "" : ` ORDER BY ${orderBy.join(", ")}`;
  return `SELECT ${select.join(", ")} FROM ${from}${conditions}${order}`;
}

/** A moment as queries write it: unquoted, in whole seconds where it has no fraction. */
export function soqlInstant(at: Instant): string {
  return formatInstant(Math.floor(at / 1000) * 1000);
}

/** What lies behind a place in the order of a field and the id, so that rows of one moment are neither lost nor doubled. */
export function behind(field: string, place: Place): string {
  const at = isoInstant(place.at);
  return `(${field} > ${at} OR (${field} = ${at} AND Id > '${place.id}'))`;
}

/** Whether a text is a moment as Salesforce writes it. */
export function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)$/.test(text);
}

/** Whether a text is an id: letters and digits only, so that it may stand in a query or an address. */
export function isId(text: string): boolean {
  return /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(text);
}

function isoInstant(text: string): string {
  return soqlInstant(Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2")) * 1000);
}
