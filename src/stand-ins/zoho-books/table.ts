/** A record as the stand-in keeps and answers it. */
export type StandInRow = { [column: string]: StandInValue };

type StandInValue =
  | string
  | number
  | boolean
  | null
  | readonly StandInValue[]
  | { readonly [key: string]: StandInValue };

/** The records of one kind, which a test changes between syncs as people do in Zoho Books. */
export interface Table {
  readonly key: string;
  rows(): readonly StandInRow[];
  /** The row with this key. @throws Error when there is none. */
  get(id: string): StandInRow;
  /** Adds a row; the id and the times are filled in where they are missing. Gives its key. */
  insert(row: StandInRow): string;
  /** Changes a row, and when it was last modified. @throws Error when there is none. */
  update(id: string, change: StandInRow): void;
  /** @throws Error when there is none. */
  delete(id: string): void;
  /** Grows with every change. */
  version(): number;
}

/** An empty table. `times`: whether its rows say when they were created and last modified. */
export function table(
  key: string,
  about: { readonly now: () => string; readonly times: boolean; readonly first: number },
): Table {
  const rows = new Map<string, StandInRow>();
  let next = about.first;
  let version = 0;
  const known = (id: string): StandInRow => {
    const row = rows.get(id);
    if (row === undefined) throw new Error(`no ${key} ${id}`);
    return row;
  };
  return {
    key,
    rows: () => [...rows.values()],
    get: (id) => known(id),
    version: () => version,
    insert(row) {
      const given = row[key];
      const id = typeof given === "string" ? given : `4600000${String(next++).padStart(12, "0")}`;
      const at = about.now();
      const times = about.times ? { created_time: at, last_modified_time: at } : {};
      rows.set(id, { [key]: id, ...times, ...row });
      version++;
      return id;
    },
    update(id, change) {
      const times = about.times ? { last_modified_time: about.now() } : {};
      rows.set(id, { ...known(id), ...times, ...change });
      version++;
    },
    delete(id) {
      known(id);
      rows.delete(id);
      version++;
    },
  };
}

/** A row's text in a column; empty when it has none. */
export function textAt(row: StandInRow, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
