import type { Instant } from "../../time/instant.ts";
import { momentText } from "./moments.ts";
import { standInObjects } from "./schema.ts";
import type { StandInObject, StandInPackage } from "./schema.ts";

/** A record: its own fields by name. Records are replaced, never changed. */
export type StandInRecord = Readonly<Record<string, string | number | boolean | null>> & { readonly Id: string };

/** Values for a record that is made or changed. */
export type Values = Readonly<Record<string, string | number | boolean | null>>;

/** A deletion in the log. */
export interface LoggedDeletion {
  readonly object: string;
  readonly id: string;
  readonly at: string;
}

/** The records of an org, which may change at any time. */
export interface StandInOrg {
  readonly objects: ReadonlyMap<string, StandInObject>;
  /** Objects (`Lead`) and fields (`Account.Industry`) that the user may not read. */
  readonly hidden: Set<string>;
  readonly deletions: LoggedDeletion[];
  /** The records of an object, deleted ones that are still in the bin included, in no order. */
  all(object: string): Iterable<StandInRecord>;
  get(object: string, id: string): StandInRecord | undefined;
  /** A new record, created and changed now unless its values say otherwise; gives its id. */
  insert(object: string, values: Values): string;
  /** Changes a record, and so its SystemModstamp. */
  update(object: string, id: string, values: Values): void;
  /** Changes what a formula gives: nothing else of the record changes. */
  recalculate(object: string, id: string, values: Values): void;
  /** Into the bin, and into the log. */
  remove(object: string, id: string): void;
  /** Out of the bin again. */
  restore(object: string, id: string): void;
  /** Empties the bin: deleted records are in no query any more. */
  purge(object: string): void;
  /** Puts `loser` into the bin with its master. */
  merge(object: string, loser: string, master: string): void;
}

/** An empty org with these packages. */
export function standInOrg(packages: readonly StandInPackage[], now: () => Instant): StandInOrg {
  const objects = new Map(standInObjects(packages).map((object) => [object.name, object]));
  const tables = new Map([...objects.keys()].map((name) => [name, new Map<string, StandInRecord>()]));
  const deletions: LoggedDeletion[] = [];
  let made = 0;
  const table = (name: string): Map<string, StandInRecord> => {
    const found = tables.get(name);
    if (found === undefined) throw new Error(`the org has no object “${name}”`);
    return found;
  };
  const put = (object: string, id: string, values: Values): void => {
    const before = table(object).get(id);
    if (before === undefined) throw new Error(`there is no ${object} ${id}`);
    table(object).set(id, { ...before, ...values });
  };
  const drop = (object: string, id: string, values: Values): void => {
    const at = momentText(now());
    put(object, id, { ...values, IsDeleted: true, SystemModstamp: at });
    deletions.push({ object, id, at });
  };
  return {
    objects,
    deletions,
    hidden: new Set(),
    all: (object) => table(object).values(),
    get: (object, id) => tables.get(object)?.get(id),
    insert(object, values) {
      const id = recordId(objects.get(object)?.prefix ?? "zzz", ++made);
      const created = values["CreatedDate"] ?? momentText(now());
      const times = { CreatedDate: created, SystemModstamp: created, IsDeleted: false };
      table(object).set(id, { ...times, ...values, Id: id });
      return id;
    },
    update: (object, id, values) => put(object, id, { SystemModstamp: momentText(now()), ...values }),
    recalculate: put,
    remove: (object, id) => drop(object, id, {}),
    restore: (object, id) => put(object, id, { IsDeleted: false, SystemModstamp: momentText(now()) }),
    purge(object) {
      for (const record of table(object).values()) if (record["IsDeleted"] === true) table(object).delete(record.Id);
    },
    merge: (object, loser, master) => drop(object, loser, { MasterRecordId: master }),
  };
}

const suffix = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The 18 characters of the nth id of a prefix; the last three tell which of the others are capitals. */
export function recordId(prefix: string, number: number): string {
  let rest = number;
  let text = "";
  for (let i = 0; i < 12; i++) {
    text = `${digits[rest % 62] ?? "0"}${text}`;
    rest = Math.floor(rest / 62);
  }
  const id = `${prefix}${text}`;
  const checks = [0, 5, 10].map((from) => {
    const bits = Array.from(id.slice(from, from + 5)).map((character, i) => (/[A-Z]/.test(character) ? 1 << i : 0));
    return suffix[bits.reduce((sum, bit) => sum + bit, 0)] ?? "A";
  });
  return id + checks.join("");
}
