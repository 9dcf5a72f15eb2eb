import type { Row } from "../kit/row.ts";
import type { Batch, StreamSpec } from "../kit/source.ts";
import type { Field, ObjectShape } from "./objects.ts";
import type { SalesforceApi } from "./api.ts";

/** A stream that is read from one object of an org. */
export interface ObjectStream extends StreamSpec {
  /** The objects it may come from: the first that the org has. */
  readonly objects: readonly string[];
  /** Fields that are read where they are there, as paths: `Name`, `Owner.Name`. `Id` and what tells changes come along. */
  readonly fields: readonly string[];
  /** Columns of our own: the first of the paths that is there. */
  readonly paths?: Readonly<Record<string, readonly string[]>>;
  /** Relationships a change of whose target changes what is read through them. */
  readonly parents?: readonly string[];
  /** Relationships a change of whose target changes formulas of the row. */
  readonly formulasOf?: readonly string[];
  /** A condition on which rows are read at all; empty where the object lacks a field for it. */
  readonly only?: (object: ObjectShape) => string;
  /** Rows that are read again each time, since they change silently; null: none. */
  readonly reread?: (object: ObjectShape) => string | null;
  /** Rows older than 18 months may be missing although they happened. */
  readonly keptFor18Months?: boolean;
  /** Without it nothing of the org can be told, so its absence is an error. */
  readonly required?: boolean;
  /** How rows are written; default as they are. Asked once a reading. */
  readonly writer?: (org: OrgView) => Promise<RowWriter>;
}

/** Turns a row as read into rows of the stream. */
export interface RowWriter {
  readonly write: (row: Row) => Written;
  /** The keys of all rows that a record of this id may have. */
  readonly gone: (id: string) => readonly Row[];
}

/** What one record comes to. */
export interface Written {
  readonly rows: readonly Row[];
  readonly gone?: readonly Row[];
  readonly merged?: NonNullable<Batch["merged"]>;
}

/** What a stream may ask of the org while it is prepared. */
export interface OrgView {
  readonly api: SalesforceApi;
  shape(name: string): Promise<ObjectShape | null>;
  /** All rows of a small query; null: the object or a field is not there. */
  rows(query: string, label: string): Promise<readonly Row[] | null>;
  /** How many rows a query (`SELECT COUNT() FROM …`) has; null: it cannot be asked. */
  count(query: string, label: string): Promise<number | null>;
  note(text: string): void;
}

/** Each record is one row, by its id. */
export const plainWriter: RowWriter = {
  write: (row) => ({ rows: [row] }),
  gone: (id) => [{ Id: id }],
};

/** How one stream is read from an org as it is. */
export interface Plan {
  readonly object: ObjectShape;
  /** Everything that is selected, by path. */
  readonly selected: ReadonlyMap<string, Field>;
  /** Column of our own → path. */
  readonly aliases: ReadonlyMap<string, string>;
  /** What tells that a row changed; null: nothing does. */
  readonly changed: string | null;
  readonly tellsDeleted: boolean;
  /** Relationships a change of whose target is asked for. */
  readonly parents: readonly string[];
  readonly only: readonly string[];
  readonly reread: string | null;
  /** Wished-for paths that are not there. */
  readonly missing: readonly string[];
}
