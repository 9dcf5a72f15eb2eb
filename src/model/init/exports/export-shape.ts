/**
 * An export that a system's users make, told by its headings, and what its rows
 * mean. Vendor knowledge as plain data: a role is a column that may be called
 * differently, and the mappings are those of smac.yml with roles for columns.
 */
export interface ExportShape {
  /** e.g. `Deltek Ajera`. */
  readonly system: string;
  /** What its users call it, e.g. `Client Invoice inquiry`. */
  readonly title: string;
  /** The headings of each role, the surest first; capitals, spaces and marks do not matter. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** The roles without which a table is something else. */
  readonly needs: readonly string[];
  /** Headings of which one must be there, too, where the needed roles do not tell the export from others. */
  readonly oneOf?: readonly string[];
  /** The role that says which row it is, where several lines are one; absent: every row is its own. */
  readonly id?: string;
  /**
   * Other exports may tell the same in parts, or as a whole: of all with the same
   * `what`, those with one of the `parts` headings count, where there are any.
   */
  readonly told?: { readonly what: string; readonly parts: readonly string[] };
  /** Headings that only other exports have. */
  readonly not?: readonly string[];
  readonly meaning: ExportMeaning;
}

/** What the rows of an export mean. What rests on a column that is not there is left out. */
export interface ExportMeaning {
  readonly clusters?: readonly {
    readonly kind: string;
    readonly key: string;
    readonly name?: string;
    readonly created?: string;
    readonly attributes?: readonly string[];
    readonly where?: string;
    /** Said where every row counts when the role of `where` is missing; else none does. */
    readonly whereIsOptional?: true;
  }[];
  readonly memberships?: readonly {
    readonly kind: string;
    readonly member: string;
    readonly cluster: string;
    readonly where?: string;
    readonly whereIsOptional?: true;
  }[];
  readonly rules?: readonly {
    readonly enter: string;
    readonly cluster: string;
    readonly at: string;
    /** A condition with roles in braces: `{status} = 'Final'`. */
    readonly where?: string;
    readonly whereIsOptional?: true;
  }[];
  readonly activities?: readonly {
    readonly name: string;
    readonly note: string;
    readonly at: string;
    readonly member?: string;
    readonly clusters?: Readonly<Record<string, string>>;
    readonly product?: string;
    readonly where?: string;
    readonly whereIsOptional?: true;
    readonly properties?: readonly string[];
    /** False: it happens, but a customer is not active by it. */
    readonly isUse?: false;
  }[];
  /** Said in smac.yml where the export cannot tell something. */
  readonly remarks?: readonly string[];
}
