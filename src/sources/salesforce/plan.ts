import type { Field, ObjectShape, Objects } from "./objects.ts";
import type { ObjectStream, Plan } from "./object-stream.ts";

const changeFields = ["SystemModstamp", "LastModifiedDate", "CreatedDate"];

/** The first of a stream's objects that the org has; null: it has none. */
export async function objectOf(stream: ObjectStream, objects: Objects): Promise<ObjectShape | null> {
  for (const name of stream.objects) {
    const shape = await objects.shape(name);
    if (shape !== null) return shape;
  }
  return null;
}

/** How a stream is read from an object: only fields that exist and can be read are selected. */
export async function planOf(
  stream: ObjectStream,
  object: ObjectShape,
  context: { readonly objects: Objects; readonly more: readonly string[] },
): Promise<Plan> {
  const { objects, more } = context;
  const selected = new Map<string, Field>();
  const missing: string[] = [];
  const take = async (path: string): Promise<boolean> => {
    const field = await objects.field(object, path);
    if (field !== null) selected.set(path, field);
    return field !== null;
  };
  const changed = changeFields.find((name) => object.fields.has(name.toLowerCase())) ?? null;
  const own = ["Id", ...(changed === null ? [] : [changed]), "IsDeleted", "MasterRecordId"];
  for (const path of own) await take(path);
  for (const path of [...stream.fields, ...more]) if (!(await take(path))) missing.push(path);
  const aliases = new Map<string, string>();
  for (const [column, paths] of Object.entries(stream.paths ?? {})) {
    for (const path of paths) if (!aliases.has(column) && (await take(path))) aliases.set(column, path);
    if (!aliases.has(column)) missing.push(paths[0] ?? column);
  }
  const parents: string[] = [];
  const used = (stream.parents ?? []).filter((one) => [...selected.keys()].some((path) => path.startsWith(`${one}.`)));
  for (const parent of [...used, ...(stream.formulasOf ?? [])]) {
    const path = `${parent}.SystemModstamp`;
    if ((await objects.field(object, path)) !== null) parents.push(path);
  }
  return {
    object,
    selected,
    aliases,
    changed,
    tellsDeleted: selected.has("IsDeleted"),
    parents,
    only: [stream.only?.(object) ?? ""].filter((condition) => condition !== ""),
    reread: stream.reread?.(object) ?? null,
    missing,
  };
}
