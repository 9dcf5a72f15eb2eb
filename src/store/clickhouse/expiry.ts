import { DAY_MICROS, type Instant } from "../../time/instant.ts";
import type { Table } from "./columns.ts";

/**
 * Which rows as received a copy in ClickHouse keeps no longer: those that came
 * before a moment. The copy names the moment, and no clock of a server moves it:
 * between two copies nothing goes, so one version of the facts has one answer.
 */
export interface Expiry {
  /** How many days they are kept, as the address says. */
  readonly days: number;
  /** In microseconds since 1970 UTC, the beginning of a day. */
  readonly before: Instant;
}

/** What is kept so many days, seen from a moment; null: all is kept. */
export function expiryAt(days: number | null, now: Instant): Expiry | null {
  return days === null ? null : { days, before: (Math.floor(now / DAY_MICROS) - days) * DAY_MICROS };
}

/** Whether rows of a table may expire: those as received, from which no question counts. */
function expires({ name, columns }: Table): boolean {
  return name.startsWith("raw_") && columns.some((column) => column.name === "_learned");
}

/** The condition on rows of DuckDB that are kept. */
export function keptGiven(table: Table, expiry: Expiry | null): string {
  if (expiry === null || !expires(table)) return "true";
  return `coalesce(epoch_us(_learned) >= ${expiry.before}, true)`;
}

/** The same of ClickHouse. */
export function keptHeld(table: Table, expiry: Expiry | null): string {
  if (expiry === null || !expires(table)) return "1";
  return `ifNull(_learned >= ${expiry.before}, 1)`;
}

/** What a table says of rows to be deleted, in the words of ClickHouse; null: they stay. */
export function ttlOf(table: Table, expiry: Expiry | null): string | null {
  if (expiry === null || !expires(table)) return null;
  // Long ago for every row and by every clock: what goes is what the condition says.
  const longAgo = "toDateTime(if(isNull(_learned), 1, 2))";
  return `${longAgo} delete where not ${keptHeld(table, expiry)}`;
}
