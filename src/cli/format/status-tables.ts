import type { ConnectionStatus } from "../../store/connection-status.ts";
import type { StoreStatus } from "../../store/store.ts";
import type { Json } from "../../sources/kit/row.ts";
import { formatInstant } from "../../time/instant.ts";
import type { Instant } from "../../time/instant.ts";
import { tame } from "../../format/display-width.ts";
import { countText, none } from "../../format/numbers.ts";
import type { TextOptions } from "./style.ts";
import { textTable } from "./text-table.ts";

/** What the store holds of files, as a table. */
export function filesTable({ sources }: StoreStatus, options: TextOptions): string {
  return textTable(
    [
      { header: "source" },
      { header: "files", align: "right" },
      { header: "rows", align: "right" },
      { header: "gone", align: "right" },
      { header: "rejected", align: "right" },
      { header: "last load" },
      { header: "complete through" },
    ],
    sources.map((s) => [
      s.source,
      String(s.files),
      countText(s.rows),
      countText(s.forgotten),
      countText(s.rejected),
      s.lastLoad === null ? "never" : momentText(s.lastLoad.finished),
      s.through === null ? none : shownMoments(s.through),
    ]),
    options,
  );
}

/** What the store holds of a connection, as a table with what its service said above it. */
export function connectionTable(status: ConnectionStatus, now: Instant, options: TextOptions): string {
  const { connection, system, through, budget, streams } = status;
  const fresh = through === null ? "not complete yet" : `complete through ${momentText(through)}`;
  const left =
    budget === null
      ? ""
      : `; ${countText(budget.remaining)} of ${countText(budget.limit)} ${budget.of} left (${ageText(now - budget.heard)} ago)`;
  const table = textTable(
    [
      { header: "stream" },
      { header: "rows", align: "right" },
      { header: "gone", align: "right" },
      { header: "rejected", align: "right" },
      { header: "last change" },
      { header: "complete through" },
      { header: "cursor age", align: "right", drop: 1 },
      { header: "cursor", shrinkTo: 16, drop: 1 },
    ],
    streams.map((s) => [
      s.stream,
      countText(s.rows),
      countText(s.forgotten),
      countText(s.rejected),
      s.changed === null ? "never" : momentText(s.changed),
      s.through === null ? none : momentText(s.through),
      s.cursorAt === null ? none : ageText(now - s.cursorAt),
      cursorText(s.cursor),
    ]),
    options,
  );
  return `${tame(`${connection} (${system}): ${fresh}${left}`)}\n${table}${troublesText(streams)}`;
}

/** What is wrong with streams: what is the same of several is said once, with when it was last. */
function troublesText(streams: ConnectionStatus["streams"]): string {
  const same = new Map<string, { readonly streams: string[]; at: Instant }>();
  for (const { stream, error } of streams) {
    if (error === null) continue;
    const said = `${error.message} [${error.code}]`;
    const one = same.get(said) ?? { streams: [], at: error.at };
    one.streams.push(stream);
    one.at = Math.max(one.at, error.at);
    same.set(said, one);
  }
  const lines = [...same].map(([said, one]) => `${one.streams.join(", ")}, ${momentText(one.at)}: ${said}`);
  return lines.map((line) => `${tame(line)}\n`).join("");
}

function momentText(at: Instant): string {
  return formatInstant(at).slice(0, 19).replace("T", " ");
}

/** Where a reading goes on, in short: what lies deeper is left out. */
function cursorText(cursor: Json): string {
  if (cursor === null) return none;
  if (typeof cursor !== "object") return shownMoments(String(cursor));
  const parts = Object.entries(cursor).flatMap(([name, value]) => {
    if (value === null) return [];
    return [typeof value === "object" ? `${name} …` : `${name} ${shownMoments(String(value))}`];
  });
  return parts.length === 0 ? none : parts.join(", ");
}

/** Moments in a text in the form that all others have. */
function shownMoments(text: string): string {
  return text.replaceAll(/\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:?00)/g, "$1 $2");
}

/** How long something took or is ago, in its largest whole unit. */
function ageText(microseconds: number): string {
  const seconds = Math.max(0, Math.round(microseconds / 1_000_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}
