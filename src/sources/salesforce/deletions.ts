import { SmacError } from "../../errors.ts";
import { formatInstant } from "../../time/instant.ts";
import type { Instant } from "../../time/instant.ts";
import type { SalesforceApi } from "./api.ts";
import { recordOf } from "./record-of.ts";
import { refusedQuery } from "./query-pages.ts";
import { isId, isMoment } from "./soql.ts";
import { refusalOf } from "./verdict.ts";

const MINUTE = 60_000_000;
/** Salesforce keeps the log for 15 days. */
const KEPT = 14 * 24 * 60 * MINUTE;

/** What was deleted since a moment. */
export type Deletions =
  | { readonly is: "told"; readonly ids: readonly string[]; readonly until: string }
  /** Some deletions since then are not in the log: only reading all rows tells. */
  | { readonly is: "too-long-ago" };

/**
 * What was deleted of an object since a moment, as far as the log covers it.
 *
 * @throws SmacError of the area `SOURCE`.
 */
export async function deletionsSince(
  api: SalesforceApi,
  object: string,
  since: string,
  signal: AbortSignal,
): Promise<Deletions> {
  const start = momentOf(since);
  const end = api.now();
  if (end - start > KEPT) return { is: "too-long-ago" };
  // It wants more than a minute between the two, and does not look at seconds.
  if (end - start < 2 * MINUTE) return { is: "told", ids: [], until: since };
  const label = `deleted ${object}`;
  const answer = await api.send({
    path: `/sobjects/${encodeURIComponent(object)}/deleted/`,
    label,
    query: { start: seconds(start), end: seconds(end) },
    signal,
  });
  if (answer.status >= 300) {
    const { code } = refusalOf(answer);
    if (code === "INVALID_REPLICATION_DATE" || code === "EXCEEDED_ID_LIMIT") return { is: "too-long-ago" };
    throw refusedQuery(api, label, answer);
  }
  return readDeletions(api, label, { told: recordOf(answer.json), start });
}

function readDeletions(
  api: SalesforceApi,
  label: string,
  about: { readonly told: Readonly<Record<string, unknown>> | null; readonly start: Instant },
): Deletions {
  const { told, start } = about;
  const [records, earliest, until] = [
    told?.["deletedRecords"],
    told?.["earliestDateAvailable"],
    told?.["latestDateCovered"],
  ];
  if (!Array.isArray(records) || typeof until !== "string" || !isMoment(until)) throw broken(api, label);
  if (typeof earliest === "string" && isMoment(earliest) && momentOf(earliest) > start) return { is: "too-long-ago" };
  const ids = records.map((each: unknown) => {
    const id = recordOf(each)?.["id"];
    if (typeof id !== "string" || !isId(id)) throw broken(api, label);
    return id;
  });
  return { is: "told", ids, until };
}

/** The instant that Salesforce wrote. */
export function momentOf(text: string): Instant {
  return Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2")) * 1000;
}

function seconds(at: Instant): string {
  return formatInstant(Math.floor(at / 1_000_000) * 1_000_000);
}

function broken(api: SalesforceApi, label: string): SmacError {
  return new SmacError("SOURCE_BAD_ANSWER", `${api.name}: ${label}: the answer is no list of deletions`, {
    recovery: "retry",
    hint: "sync again later; what was read is kept",
  });
}
