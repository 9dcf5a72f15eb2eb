import { SmacError } from "../../errors.ts";
import type { HttpAnswer } from "../kit/http.ts";
import type { SalesforceApi } from "./api.ts";
import { recordOf } from "./record-of.ts";
import { refusalOf } from "./verdict.ts";

/** A field of an object that the user may read. */
export interface Field {
  readonly name: string;
  /** Salesforce's word, e.g. `datetime`. */
  readonly type: string;
  /** What its target is called in queries, e.g. `Owner` or `pse__Project__r`; null: it is no reference. */
  readonly relationship: string | null;
  /** The objects it may refer to. */
  readonly refersTo: readonly string[];
  readonly filterable: boolean;
}

/** An object as the user sees it. */
export interface ObjectShape {
  readonly name: string;
  readonly label: string;
  /** By name in small letters. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Whether deletions are told. */
  readonly replicateable: boolean;
}

/** The objects of an org, each described once. */
export interface Objects {
  /** Null: it is not in the org, or the user may not see it. */
  shape(name: string): Promise<ObjectShape | null>;
  /** The field at the end of a path such as `Account.Owner.Name`; null: there is none that can be read. */
  field(object: ObjectShape, path: string): Promise<Field | null>;
  /** The same, asked through another API to the same org. */
  through(api: SalesforceApi): Objects;
}

/** The objects of the org behind an API. */
export function salesforceObjects(api: SalesforceApi, known = new Map<string, Promise<ObjectShape | null>>()): Objects {
  async function shape(name: string): Promise<ObjectShape | null> {
    const asked = known.get(name) ?? describe(api, name);
    known.set(name, asked);
    asked.catch(() => known.delete(name));
    return asked;
  }
  async function field(object: ObjectShape, path: string): Promise<Field | null> {
    const [first = "", ...rest] = path.split(".");
    if (rest.length === 0) return object.fields.get(first.toLowerCase()) ?? null;
    const link = [...object.fields.values()].find((each) => each.relationship?.toLowerCase() === first.toLowerCase());
    if (link === undefined) return null;
    const [target] = link.refersTo;
    // People and queues have names, and describing them would tell no more.
    if (target === undefined || link.refersTo.length > 1 || target === "User")
      return rest.join(".").toLowerCase() === "name" ? nameField : null;
    const parent = await shape(target);
    return parent === null ? null : field(parent, rest.join("."));
  }
  return { shape, field, through: (other) => salesforceObjects(other, known) };
}

const nameField: Field = { name: "Name", type: "string", relationship: null, refersTo: [], filterable: true };

async function describe(api: SalesforceApi, name: string): Promise<ObjectShape | null> {
  const answer = await api.send({ path: `/sobjects/${encodeURIComponent(name)}/describe`, label: `what ${name} has` });
  if (answer.status >= 300) {
    const { code } = refusalOf(answer);
    if (code === "NOT_FOUND" || code === "INVALID_TYPE") return null;
    throw broken(api, name);
  }
  return readShape(api, name, answer);
}

function readShape(api: SalesforceApi, name: string, { json }: HttpAnswer): ObjectShape | null {
  const told = recordOf(json);
  const fields = told?.["fields"];
  if (told === null || !Array.isArray(fields)) throw broken(api, name);
  if (told["queryable"] === false) return null;
  const read = fields.flatMap((each): Field[] => {
    const one = recordOf(each);
    if (typeof one?.["name"] !== "string") return [];
    const { relationshipName, referenceTo, type, filterable } = one;
    return [
      {
        name: one["name"],
        type: typeof type === "string" ? type : "string",
        relationship: typeof relationshipName === "string" ? relationshipName : null,
        refersTo: Array.isArray(referenceTo) ? referenceTo.filter((to): to is string => typeof to === "string") : [],
        filterable: filterable !== false,
      },
    ];
  });
  return {
    name,
    label: typeof told["label"] === "string" ? told["label"] : name,
    fields: new Map(read.map((each) => [each.name.toLowerCase(), each])),
    replicateable: told["replicateable"] === true,
  };
}

function broken(api: SalesforceApi, name: string): SmacError {
  return new SmacError("SOURCE_BAD_ANSWER", `${api.name}: what ${name} has: the answer is no description`, {
    recovery: "retry",
    hint: "try again later; if it stays so, check domain and api_version in smac.yml",
  });
}
