import type { ExaminedTable } from "./examined-table.ts";
import type { Meaning } from "./recognise.ts";

/** A source of the proposed project: its files, and what they mean. */
export interface RecognisedTable {
  readonly source: string;
  readonly paths: readonly string[];
  /** The pattern that stands for the paths; null: they are listed. */
  readonly glob: string | null;
  readonly table: ExaminedTable;
  readonly meaning: Meaning;
}

/** Whether a table says anything that numbers are made of. */
export function saysSomething(meaning: Meaning): boolean {
  if (meaning.as === "export") return Object.keys(meaning.export.shape.meaning).length > 0;
  return meaning.as !== "nothing";
}

/** A table recognised as one certain thing. */
export type RecognisedAs<K extends Meaning["as"]> = RecognisedTable & { readonly meaning: Extract<Meaning, { as: K }> };

/** The tables that were recognised as one thing. */
export function those<K extends Meaning["as"]>(tables: readonly RecognisedTable[], as: K): RecognisedAs<K>[] {
  return tables.filter((table): table is RecognisedAs<K> => table.meaning.as === as);
}
