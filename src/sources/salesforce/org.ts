import { SmacError } from "../../errors.ts";
import type { Json, Row } from "../kit/row.ts";
import type { SalesforceApi } from "./api.ts";
import type { ObjectStream, OrgView, Plan } from "./object-stream.ts";
import type { Objects } from "./objects.ts";
import { objectOf, planOf } from "./plan.ts";
import { firstPage, nextPage } from "./query-pages.ts";

/** An org that is read, as far as its streams need it. */
export interface Org extends OrgView {
  readonly objects: Objects;
  /** How a stream is read; null: none of its objects is there. What is missing is noted. */
  plan(stream: ObjectStream): Promise<Plan | null>;
}

/** The org behind an API. */
export function orgOf(api: SalesforceApi, objects: Objects): Org {
  const { context, settings } = api;
  const note = (text: string): void => context.note(`${context.name}: ${text}`);
  return {
    api,
    objects,
    note,
    shape: (name) => objects.shape(name),
    async plan(stream) {
      const object = await objectOf(stream, objects);
      if (object === null) {
        if (stream.required === true) throw absent(api.name, stream);
        const names = stream.objects.join(" and ");
        note(`${stream.name}: ${names} is not in this org, or the user may not read it; nothing is read`);
        return null;
      }
      const plan = await planOf(stream, object, { objects, more: settings.fields[stream.name] ?? [] });
      const missing = plan.missing.join(", ");
      if (missing !== "")
        note(`${stream.name}: ${object.name} has no ${missing} that the user may read; it stays empty`);
      return plan;
    },
    rows: (query, label) => unlessRefused(() => allRows(api, query, label)),
    count: (query, label) =>
      unlessRefused(async () => {
        const paged = await firstPage(api, { soql: query, all: false, label });
        return paged.is === "page" ? paged.page.total : null;
      }),
  };
}

async function allRows(api: SalesforceApi, query: string, label: string): Promise<readonly Row[] | null> {
  const asked = { soql: query, all: false, label };
  let paged = await firstPage(api, asked);
  const rows: Readonly<Record<string, Json>>[] = [];
  while (paged.is === "page") {
    rows.push(...paged.page.records);
    if (paged.page.next === null) return rows;
    paged = await nextPage(api, paged.page.next, asked);
  }
  return null;
}

/** Null when the object or a field is not there, or may not be read. */
async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SmacError && error.code === "SOURCE_NOT_FOUND") return null;
    throw error;
  }
}

function absent(name: string, { name: stream, objects }: ObjectStream): SmacError {
  return new SmacError("SOURCE_PERMISSION", `${name}: ${stream}: the user may not read ${objects.join(" or ")}`, {
    hint: `give the user read access to ${objects.join(" or ")} (a permission set), then sync again`,
  });
}
