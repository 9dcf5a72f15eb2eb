import { exportClusters, exportMemberships } from "./exports/write-export.ts";
import { clustersOf } from "./kinds.ts";
import type { KindOf } from "./kinds.ts";
import { those } from "./recognised-table.ts";
import type { RecognisedTable } from "./recognised-table.ts";
import { comment, list, mapping, scalar } from "./yaml-text.ts";

/** A column as YAML, null where there is none. */
export function column(name: string | null): string | null {
  return name === null ? null : scalar(name);
}

/** The section that says who is counted, from the tables with one row for each cluster. */
export function writeClusters(tables: readonly RecognisedTable[], kindOf: KindOf): string[] {
  const entries = those(tables, "records").map(({ source, meaning }) => ({
    kind: kindOf(meaning.cluster),
    text: mapping({
      from: source,
      key: scalar(meaning.cluster.column.name),
      name: column(meaning.name),
      owner: column(meaning.owner),
      created: column(meaning.created),
      deleted: column(meaning.deleted),
      attributes: meaning.attributes.length > 0 ? list(meaning.attributes) : null,
    }),
    note:
      meaning.created === null
        ? "no column says when one came to be, so each exists from the beginning; add  created: COLUMN  if there is one"
        : `exists from ${meaning.created}${meaning.deleted === null ? "" : ` until ${meaning.deleted}`}`,
  }));
  entries.push(...those(tables, "export").flatMap((one) => exportClusters(one.source, one.meaning.export)));
  entries.push(...unmapped(tables, kindOf));
  if (entries.length === 0) return [];
  return [
    "# Who is counted: one row for each cluster; attributes are what reports can be split by.",
    "clusters:",
    ...byKind(entries),
  ];
}

/** Kinds that only stages or attributes speak of: known by their keys there. */
function unmapped(tables: readonly RecognisedTable[], kindOf: KindOf): Entry[] {
  const mapped = new Set(
    tables
      .filter(({ meaning }) => meaning.as !== "stages" && meaning.as !== "attributes")
      .flatMap(({ meaning }) => clustersOf(meaning).map(kindOf)),
  );
  return [...those(tables, "stages"), ...those(tables, "attributes")].flatMap(({ source, meaning }) => {
    const kind = kindOf(meaning.cluster);
    if (mapped.has(kind) || (mapped.size === 0 && kind === "customer")) return [];
    mapped.add(kind);
    const text = mapping({ from: source, key: scalar(meaning.cluster.column.name) });
    return [{ kind, text, note: `known from ${source} alone; if another file names them, map it here` }];
  });
}

/** The section that says who belonged where, and when. */
export function writeMemberships(tables: readonly RecognisedTable[], kindOf: KindOf): string[] {
  const entries = those(tables, "memberships").map(({ source, meaning }) => ({
    kind: kindOf(meaning.cluster),
    text: mapping({
      from: source,
      member: scalar(meaning.member),
      cluster: scalar(meaning.cluster.column.name),
      valid_from: column(meaning.validFrom),
      valid_to: column(meaning.validTo),
      primary: column(meaning.primary),
    }),
    note:
      meaning.joined === null
        ? "an empty start or end is open"
        : `belonging is taken as without beginning; if it begins with ${meaning.joined}, add  valid_from: ${scalar(meaning.joined)}`,
  }));
  entries.push(...those(tables, "export").flatMap((one) => exportMemberships(one.source, one.meaning.export)));
  if (entries.length === 0) return [];
  return ["# Who belonged to which cluster, and when: people move.", "memberships:", ...byKind(entries)];
}

/** The section with attributes that change over time. */
export function writeAttributes(tables: readonly RecognisedTable[], kindOf: KindOf): string[] {
  const entries = those(tables, "attributes").map(({ source, meaning }) => ({
    kind: kindOf(meaning.cluster),
    text: mapping({
      from: source,
      cluster: scalar(meaning.cluster.column.name),
      at: scalar(meaning.at),
      values: list(meaning.values),
    }),
    note: "each value holds from that instant on",
  }));
  if (entries.length === 0) return [];
  return ["# What reports can be split by, as it was then.", "attributes:", ...byKind(entries)];
}

interface Entry {
  readonly kind: string;
  readonly text: string;
  readonly note: string;
}

function byKind(entries: readonly Entry[]): string[] {
  const kinds = [...new Set(entries.map((entry) => entry.kind))];
  return kinds.flatMap((kind) => {
    const own = entries.filter((entry) => entry.kind === kind);
    const [only] = own;
    if (own.length === 1 && only !== undefined) return [`  # ${comment(only.note)}`, `  ${kind}: ${only.text}`];
    return [`  ${kind}:`, ...own.flatMap((entry) => [`    # ${comment(entry.note)}`, `    - ${entry.text}`])];
  });
}
