import { isMap, parseDocument } from "yaml";
import { knownExports } from "./exports/known-exports.ts";
import { matchExports } from "./exports/match-export.ts";
import type { MatchedExport } from "./exports/match-export.ts";
import { stemOf } from "./examined-table.ts";
import type { ExaminedTable } from "./examined-table.ts";
import { kindNamer } from "./kinds.ts";
import type { KindOf } from "./kinds.ts";
import { mappingOf, meaningOf } from "./mapping.ts";
import type { Mapping } from "./mapping.ts";
import { recognise } from "./recognise.ts";
import type { Meaning } from "./recognise.ts";
import { describeMeaning, writeProject } from "./write-project.ts";

/** What one table was recognised as. */
export interface RecognisedSource {
  /** The guess, as a mapping that can be corrected. */
  readonly mapping: Mapping;
  /** In a sentence, with the columns that tell it. */
  readonly sentence: string;
  readonly known: MatchedExport | null;
  readonly kindOf: KindOf;
}

/** What is already known where a table comes to. */
export interface Around {
  /** The cluster kinds of the project. */
  readonly kinds: readonly string[];
  /** Names that cannot be the source's. */
  readonly taken: readonly string[];
}

/** What a table that comes to a project was recognised as: the guess of `smac init`, in the words of the project. */
export function recogniseSource(table: ExaminedTable, { kinds, taken }: Around): RecognisedSource {
  const known = matchExports([table], knownExports)[0] ?? null;
  const meaning: Meaning = known === null ? recognise(table) : { as: "export", export: known };
  const named = kindNamer([{ meaning, table }]);
  const kindOf: KindOf = (cluster) => {
    const kind = named(cluster);
    return kind === "customer" && !kinds.includes(kind) ? (kinds[0] ?? kind) : kind;
  };
  const source = freeSource(stemOf(table.path), taken);
  const mapping = mappingOf(meaning, { source, kindOf });
  return { mapping, sentence: describeMeaning({ paths: [table.path], meaning }, kindOf), known, kindOf };
}

/** A name for a source that is not taken. */
export function freeSource(wanted: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}_${n}`;
    if (!taken.includes(name)) return name;
  }
}

/** What smac.yml would say of one table. */
export interface ProposedSource {
  /** A whole smac.yml for it alone, with comments. */
  readonly yaml: string;
  readonly sentence: string;
}

/**
 * What smac.yml says of a table when its rows mean what a mapping says: written by what writes it for `smac init`.
 * `path`: where its file lies in the project.
 *
 * @throws SmacErrors `INPUT_MAPPING` with everything that is wrong with the mapping.
 */
export function proposeSource(
  table: ExaminedTable,
  mapping: Mapping,
  about: { readonly path: string; readonly recognised: Pick<RecognisedSource, "known" | "kindOf"> },
): ProposedSource {
  const { path, recognised } = about;
  const { meaning, kindOf } = meaningOf(mapping, table, recognised);
  const { source } = mapping;
  const text = writeProject([{ source, paths: [path], glob: null, table: { ...table, path }, meaning }], kindOf);
  const document = parseDocument(text);
  const entry = document.getIn(["sources", source]);
  const own = { id: mapping.id, date_format: mapping.date_format };
  for (const [key, value] of Object.entries(own))
    if (value !== null && isMap(entry)) document.setIn(["sources", source, key], value);
  if (mapping.bad_rows === "skip") document.setIn(["sources", source, "bad_rows"], "skip");
  const yaml = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  return { yaml, sentence: describeMeaning({ paths: [path], meaning }, kindOf) };
}
