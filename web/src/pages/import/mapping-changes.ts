import type { Mapping, UploadLook } from "../../api/schema.ts";

/** What rows can be, as the server says it. */
export type RowsAbout = UploadLook["choices"]["rows"][number];

/** Whether a role names customers or groups, of which there are kinds. */
export function hasKind(role: string): boolean {
  return role === "cluster" || role === "key";
}

/** The role of a column; null: it is not used. */
export function roleOf(mapping: Mapping, column: string): Mapping["columns"][number] | null {
  return mapping.columns.find((each) => each.column === column) ?? null;
}

/** The mapping with another role for a column; a role that only one column can have moves to it. */
export function withRole(mapping: Mapping, column: string, choice: { role: string | null; about: RowsAbout }): Mapping {
  const { role, about } = choice;
  const several = about.roles.find((each) => each.role === role)?.several === true;
  const others = mapping.columns.filter(
    (each) => each.column !== column && (several || role === null || each.role !== role),
  );
  if (role === null) return { ...mapping, columns: others };
  const taken = others.filter((each) => hasKind(each.role)).map((each) => each.kind);
  const kind = hasKind(role) ? (taken.includes("customer") ? "team" : "customer") : null;
  return { ...mapping, columns: [...others, { column, role, kind }] };
}

/** The mapping with another kind of customers or groups in a column. */
export function withKind(mapping: Mapping, column: string, kind: string): Mapping {
  return { ...mapping, columns: mapping.columns.map((each) => (each.column === column ? { ...each, kind } : each)) };
}

/** The mapping for rows of another sort: the roles that both have stay. */
export function withRows(mapping: Mapping, as: Mapping["as"], look: UploadLook): Mapping {
  if (as === look.guess.mapping.as) return look.guess.mapping;
  const about = look.choices.rows.find((each) => each.as === as);
  const names: Readonly<Record<string, string>> = { key: "cluster", cluster: "key" };
  const source = as === "more" ? (look.choices.alike[0] ?? mapping.source) : freeSource(mapping, look);
  const columns = mapping.columns.flatMap((each) => {
    const known = (role: string | undefined): boolean => about?.roles.some((one) => one.role === role) === true;
    if (known(each.role)) return [each];
    const other = names[each.role];
    return other !== undefined && known(other) ? [{ ...each, role: other }] : [];
  });
  return { ...mapping, as, source, columns };
}

/** Of rows that are no more of a source that is there, the file's own name. */
function freeSource(mapping: Mapping, look: UploadLook): string {
  if (mapping.as !== "more") return mapping.source;
  const stem = look.upload.name
    .replace(/\..*$/, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_");
  const name = /^\p{L}/u.test(stem) ? stem.slice(0, 50) : "rows";
  return name === mapping.source || look.choices.alike.includes(name) ? `${name}_2` : name;
}
