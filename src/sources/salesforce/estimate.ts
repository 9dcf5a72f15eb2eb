import type { ReadRequest } from "../kit/source.ts";
import { readCursor } from "./cursor.ts";
import type { ObjectStream } from "./object-stream.ts";
import { recordOf } from "./record-of.ts";
import type { Org } from "./org.ts";

const PAGE = 2000;
const PART = 50_000;
/** Describing, asking for changes, and for deletions. */
const STEADY = 3;

/**
 * Roughly how many calls reading a stream spends: three when it was read
 * before, else by how many rows Salesforce thinks there are, which takes a call.
 */
export async function estimatedCalls(org: Org, stream: ObjectStream, request: ReadRequest): Promise<number | null> {
  if (!request.full && readCursor(request.cursor)?.under === null) return STEADY;
  const answer = await org.api.send({
    path: "/limits/recordCount",
    label: "how many rows there are",
    query: { sObjects: stream.objects.join(",") },
  });
  const told = answer.status < 300 ? recordOf(answer.json)?.["sObjects"] : null;
  if (!Array.isArray(told)) return null;
  const counts = new Map(
    told.map((each: unknown) => [String(recordOf(each)?.["name"]), Number(recordOf(each)?.["count"])] as const),
  );
  const count = stream.objects.map((name) => counts.get(name)).find((rows) => rows !== undefined && rows >= 0);
  if (count === undefined) return 1;
  const { bulkFrom } = org.api.settings;
  return count > bulkFrom ? 10 + Math.ceil(count / PART) : 1 + Math.max(1, Math.ceil(count / PAGE));
}
