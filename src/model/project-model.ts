import type { SourceSpan } from "../errors.ts";
import type { Connection, StreamSource } from "./connection.ts";
import type { Attribution, Denominator, Over, StageAt } from "./definition.ts";
import type { Predicate } from "./predicate.ts";
import type { RowSource } from "./row-source.ts";
import type { ServeSettings } from "./serve.ts";

/** What `smac.yml` says, checked and resolved: frozen plain data. Column names are those of the source's table. */
export interface ProjectModel {
  /** The folder of `smac.yml`; relative paths start from it. */
  readonly directory: string;
  readonly timezone: string;
  readonly weekStart: "monday" | "sunday";
  readonly fiscalStart: number;
  readonly calendar: "gregorian" | "4-4-5";
  /** Path of the store's database file, absolute, or the address of the servers it is on. */
  readonly store: string;
  /** The database file that imports, syncs and changes of keys are written into: the store, or a file beside smac.yml from where it gets to the servers. */
  readonly writtenIn: string;
  /** Sources of files; rows of connected systems come in as {@link streams}. */
  readonly sources: readonly FileSource[];
  readonly connections: readonly Connection[];
  readonly streams: readonly StreamSource[];
  readonly clusters: readonly ClusterMapping[];
  readonly memberships: readonly MembershipMapping[];
  readonly stages: StageMapping | null;
  readonly attributes: readonly AttributeMapping[];
  readonly activities: readonly ActivityMapping[];
  readonly definitions: readonly DefinitionSpec[];
  /** Clusters, members or activities that never count. */
  readonly exclude: readonly Predicate[];
  /** Every cluster kind that something is mapped to, in the file's order; the first is the default. */
  readonly kinds: readonly string[];
  /** Every place where the file names a column of a source. */
  readonly columnUses: readonly ColumnUse[];
  /** How people sign in where it is served. */
  readonly serve: ServeSettings;
}

/** A column as `smac.yml` names it: of which source, and where it is written. */
export interface ColumnUse {
  readonly source: string;
  readonly column: string;
  /** The key that names it, e.g. `activities.login.member`. */
  readonly key: string;
  readonly at: SourceSpan;
}

/** `sources.NAME: { type: files, … }`: files with the same columns, read as one table. */
export interface FileSource extends RowSource {
  /** Paths or globs, relative to the project's folder; `file.sqlite#Table` and `file.xlsx#Sheet` name a part. */
  readonly files: readonly string[];
  /** Where each of `files` stands. */
  readonly filesAt: readonly SourceSpan[];
  /** Names for the columns of files without a header; null: there is a header. */
  readonly columns: readonly string[] | null;
  readonly delimiter: string | null;
  readonly encoding: string | null;
  readonly badRows: "fail" | "skip";
}

/** `clusters.KIND`: the records of one kind of cluster and who belongs to it as the records say it. */
export interface ClusterMapping {
  readonly kind: string;
  readonly from: string;
  readonly key: string;
  readonly name: string | null;
  readonly owner: string | null;
  readonly created: string | null;
  readonly deleted: string | null;
  /** Columns that state attributes (`today` when the source has no time). */
  readonly attributes: readonly string[];
  /** The column with the member, when each row names one: a membership open on both sides. */
  readonly members: string | null;
  readonly where: Predicate | null;
  readonly at: SourceSpan;
}

/** `memberships`: who belonged to which cluster, when. */
export interface MembershipMapping {
  readonly kind: string;
  readonly from: string;
  readonly member: string;
  readonly cluster: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly primary: string | null;
  readonly where: Predicate | null;
  readonly at: SourceSpan;
}

/** `stages`: the journey. Exactly one of history, attribute and rules is not empty. */
export interface StageMapping {
  /** The cluster kind whose journey it is. */
  readonly kind: string;
  readonly order: readonly string[] | null;
  readonly history: readonly {
    readonly from: string;
    readonly cluster: string;
    readonly stage: string;
    readonly at: string;
    readonly where: Predicate | null;
  }[];
  readonly attribute: { readonly from: string; readonly cluster: string; readonly stage: string } | null;
  /** The first row that matches moves the cluster to `enter`; a stage is never left backwards. */
  readonly rules: readonly {
    readonly enter: string;
    readonly from: string;
    readonly cluster: string;
    readonly at: string;
    readonly where: Predicate | null;
  }[];
  readonly span: SourceSpan;
}

/** `attributes`: values of a cluster with the instant from which they hold. */
export interface AttributeMapping {
  readonly kind: string;
  readonly from: string;
  readonly cluster: string;
  readonly at: string | null;
  readonly values: readonly string[];
  readonly where: Predicate | null;
  readonly span: SourceSpan;
}

/** A column of the source, or one text for every row. */
export type ColumnOrText = { readonly column: string } | { readonly text: string };

/** `activities.NAME`: which rows of a source are activities, and whose. */
export interface ActivityMapping {
  readonly name: string;
  readonly from: string;
  readonly at: string;
  readonly member: string | null;
  /** Cluster kind → the column that names the cluster on the row itself. */
  readonly clusters: Readonly<Record<string, string>>;
  /** Default: the mapping's own name. */
  readonly kind: ColumnOrText;
  readonly product: ColumnOrText | null;
  /** The other member of an interaction. */
  readonly other: string | null;
  /** Further columns that definitions may filter on. */
  readonly properties: readonly string[];
  readonly where: Predicate | null;
  readonly span: SourceSpan;
}

/** `definitions.NAME` as written: what is undefined falls to the preset, then to the defaults of spec section 4. */
export interface DefinitionSpec {
  readonly name: string;
  readonly version: number;
  readonly preset?: string;
  readonly cluster?: string;
  /** Names of activity kinds, or a predicate over kind, product, source and properties. */
  readonly activity?: readonly string[] | Predicate;
  readonly threshold?: { readonly events?: number; readonly days?: number; readonly members?: string | number };
  readonly period?: string;
  readonly stageAt?: StageAt;
  /** Where its stages must come from; checked against the project's. */
  readonly stageSource?: "history" | "attribute" | "rules";
  readonly denominator?: Denominator;
  readonly attribution?: Attribution;
  readonly products?: boolean;
  readonly by?: readonly string[];
  readonly over?: Over;
  /** Left out of this number, besides what the project excludes. */
  readonly exclude?: readonly Predicate[];
  readonly timezone?: string;
  readonly at: SourceSpan;
}
