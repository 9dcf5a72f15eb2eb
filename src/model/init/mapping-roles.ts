/** What the rows of a table are, by the section of smac.yml that speaks of them. */
export type RowsAs =
  | "activities"
  | "stages"
  | "memberships"
  | "attributes"
  | "clusters"
  | "pipeline"
  | "export"
  | "more"
  | "nothing";

/** A role that a column can have: the key of smac.yml, and what it is for people. */
export interface RoleAbout {
  readonly role: string;
  readonly words: string;
  readonly needed: boolean;
  /** Whether several columns can have it. */
  readonly several: boolean;
  /** Whether it is read as a time. */
  readonly time: boolean;
}

/** What the rows of a table can be, and the roles their columns can have then. */
export interface RowsAbout {
  readonly as: RowsAs;
  readonly words: string;
  readonly roles: readonly RoleAbout[];
}

const one = (role: string, words: string): RoleAbout => ({ role, words, needed: false, several: false, time: false });
const needed = (role: string, words: string): RoleAbout => ({ ...one(role, words), needed: true });
const time = (role: string, words: string): RoleAbout => ({ ...one(role, words), time: true });
const several = (role: string, words: string): RoleAbout => ({ ...one(role, words), several: true });

/** Everything that the rows of a file can be; `export` and `more` fix the roles by themselves. */
export const rowsAbout: readonly RowsAbout[] = [
  {
    as: "activities",
    words: "activities: each row says that somebody did something",
    roles: [
      { ...time("at", "when it happened"), needed: true },
      several("cluster", "the customer or group"),
      one("member", "the person who acted"),
      one("kind", "what kind of activity"),
      one("product", "with which product"),
      one("stage", "the customer's stage today"),
      several("properties", "something to filter by"),
    ],
  },
  {
    as: "stages",
    words: "a stage history: each row says from when a customer is in a stage",
    roles: [
      needed("cluster", "the customer"),
      needed("stage", "the stage"),
      { ...time("at", "from when"), needed: true },
    ],
  },
  {
    as: "memberships",
    words: "memberships: each row says who belongs to which customer or group",
    roles: [
      needed("cluster", "the customer or group"),
      needed("member", "the person"),
      time("valid_from", "since when"),
      time("valid_to", "until when"),
      one("primary", "whether it is the main one"),
    ],
  },
  {
    as: "attributes",
    words: "an attribute history: each row says what holds for a customer from then on",
    roles: [
      needed("cluster", "the customer or group"),
      { ...time("at", "from when"), needed: true },
      { ...several("values", "an attribute"), needed: true },
    ],
  },
  {
    as: "clusters",
    words: "customers or groups: one row for each",
    roles: [
      needed("key", "which customer or group it is"),
      one("name", "what it is called"),
      one("owner", "who looks after it"),
      time("created", "since when it is there"),
      time("deleted", "when it was deleted"),
      one("stage", "its stage today"),
      several("attributes", "an attribute"),
    ],
  },
  {
    as: "pipeline",
    words: "a sales pipeline: one row for each deal",
    roles: [
      needed("cluster", "the customer"),
      { ...time("opened", "when the deal was opened"), needed: true },
      { ...time("closed", "when it was closed"), needed: true },
      needed("outcome", "how it ended"),
      one("product", "of which product"),
    ],
  },
  { as: "export", words: "as its system exports it", roles: [] },
  { as: "more", words: "more rows of a source that is there", roles: [] },
  { as: "nothing", words: "not said yet", roles: [] },
];

/** The roles that columns can have when rows are of a sort. */
export function rolesOf(as: RowsAs): readonly RoleAbout[] {
  return rowsAbout.find((about) => about.as === as)?.roles ?? [];
}
