import type { Segment } from "../../api/schema.ts";
import { type Asked, formatAsked, formatFilter, parseAsked } from "../../url/asked.ts";
import { sortText, tableAsked } from "./asked-table.ts";

/** The choices of a segment, without its name. */
export type Chosen = Omit<Segment, "title" | "description">;

/** What is looked at now, as a segment keeps it; what is usual is left out. */
export function chosenNow(asked: Asked, own: Readonly<Record<string, string>>, definition: string): Chosen {
  const table = tableAsked(own);
  const engaged = table.rank === "engaged";
  const sort = own["sort"] === undefined ? [] : sortText(table.sort).split(",");
  const status = table.status ?? (engaged ? "active" : null);
  return {
    definition,
    ...(asked.filter.length === 0 ? {} : { filter: asked.filter.map(formatFilter) }),
    ...(asked.stage.length === 0 ? {} : { stage: [...asked.stage] }),
    ...(status === null ? {} : { status }),
    ...(table.owner === null ? {} : { owner: [table.owner] }),
    ...(table.rank === "support" ? { support: true } : {}),
    ...(table.find.trim() === "" ? {} : { find: table.find.trim() }),
    ...(sort.length > 0 ? { sort } : engaged ? { sort: ["-score"] } : {}),
  };
}

/** The address of the clusters of a segment, under its name. */
export function hrefOfSegment(name: string, segment: Segment, { period, at }: Pick<Asked, "period" | "at">): string {
  const query = new URLSearchParams();
  if (segment.definition !== undefined) query.set("definition", segment.definition);
  for (const filter of segment.filter ?? []) query.append("filter", filter);
  if (segment.stage !== undefined) query.set("stage", segment.stage.join(","));
  query.set("segment", name);
  const sort = segment.sort?.join(",");
  const engaged = segment.status === "active" && sort === "-score";
  const own = {
    ...(segment.support === true ? { rank: "support" } : engaged ? { rank: "engaged" } : {}),
    ...(segment.find === undefined ? {} : { q: segment.find }),
    ...(segment.status === undefined || engaged ? {} : { status: segment.status }),
    ...(segment.owner?.[0] === undefined ? {} : { owner: segment.owner[0] }),
    ...(sort === undefined || engaged ? {} : { sort }),
  };
  return `/clusters?${formatAsked({ ...parseAsked(query.toString()), period, at }, own)}`;
}

/** Whether what is looked at is what a segment says. */
export function isSegment(segment: Segment, now: Chosen): boolean {
  const { title: _, description: __, ...own } = segment;
  const plain = (chosen: Chosen): string =>
    JSON.stringify(Object.entries(chosen).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  // A segment that names no definition is one of any.
  return plain(now) === plain({ ...(now.definition === undefined ? {} : { definition: now.definition }), ...own });
}

/** What a segment chooses, in a few words. */
export function segmentWords(segment: Chosen): string {
  const words = [
    ...(segment.support === true ? ["needs support"] : []),
    ...(segment.status === undefined ? [] : [segment.status]),
    ...(segment.stage ?? []),
    ...(segment.filter ?? []).map((each) => decoded(each)),
    ...(segment.owner ?? []),
    ...(segment.find === undefined ? [] : [`“${segment.find}”`]),
  ];
  return words.length === 0 ? "all clusters" : words.join(", ");
}

/** Whether an address names a segment and nothing else of it: what it chooses is still to be filled in. */
export function isBare(asked: Asked, own: Readonly<Record<string, string>>): boolean {
  const given = ["q", "status", "owner", "sort", "rank"].some((name) => own[name] !== undefined);
  return asked.segment !== null && !given && asked.filter.length === 0 && asked.stage.length === 0;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
