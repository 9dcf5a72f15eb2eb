import { plainName } from "../examined-table.ts";
import type { ExaminedTable } from "../examined-table.ts";
import type { ExportShape } from "./export-shape.ts";

/** A table as one of the known exports: which column has which role. */
export interface MatchedExport {
  readonly shape: ExportShape;
  readonly columns: ReadonlyMap<string, string>;
}

/**
 * The known export that each table is, by its headings; null where it is none.
 * The shape with the most roles found wins. Where tables could name the same
 * thing in several ways (by key or by name), all use one that all have, so that
 * they fit together.
 */
export function matchExports(
  tables: readonly ExaminedTable[],
  shapes: readonly ExportShape[],
): readonly (MatchedExport | null)[] {
  const found = toldOnce(
    tables,
    tables.map((table) => best(table, shapes)),
  );
  const common = commonHeadings(tables, found);
  return found.map((shape, index) => {
    const table = tables[index];
    if (shape === null || table === undefined) return null;
    return { shape, columns: columnsOf(table, shape, common) };
  });
}

function best(table: ExaminedTable, shapes: readonly ExportShape[]): ExportShape | null {
  const names = new Set(table.columns.map(({ name }) => plainName(name)));
  const has = (headings: readonly string[]): boolean => headings.some((heading) => names.has(plainName(heading)));
  const fits = shapes.filter(
    ({ roles, needs, oneOf, not }) =>
      needs.every((role) => has(roles[role] ?? [])) && (oneOf === undefined || has(oneOf)) && !has(not ?? []),
  );
  const score = ({ roles }: ExportShape): number => Object.values(roles).filter((headings) => has(headings)).length;
  return fits.toSorted((a, b) => score(b) - score(a))[0] ?? null;
}

/** The same shapes, but that nothing happens by an export that tells as a whole what another one tells in parts. */
function toldOnce(
  tables: readonly ExaminedTable[],
  found: readonly (ExportShape | null)[],
): readonly (ExportShape | null)[] {
  const isPart = found.map((shape, index) => {
    const names = new Set((tables[index]?.columns ?? []).map(({ name }) => plainName(name)));
    return shape?.told?.parts.some((heading) => names.has(plainName(heading))) === true;
  });
  const inParts = new Set(found.flatMap((shape, index) => (isPart[index] === true ? [shape?.told?.what ?? ""] : [])));
  return found.map((shape, index) => {
    if (shape?.told === undefined || isPart[index] === true || !inParts.has(shape.told.what)) return shape;
    const { what } = shape.told;
    const remarks = [
      ...(shape.meaning.remarks ?? []),
      `${what} are in the file of their splits too: they count once, from there`,
    ];
    const title = `${shape.title}: not counted, ${what} come from the file of their splits`;
    return { ...shape, title, meaning: { ...shape.meaning, activities: [], remarks } };
  });
}

/** The heading of each role that every table with that role has; roles of one system only. */
function commonHeadings(
  tables: readonly ExaminedTable[],
  found: readonly (ExportShape | null)[],
): ReadonlyMap<string, string> {
  const common = new Map<string, string[]>();
  for (const [index, shape] of found.entries()) {
    const names = new Set((tables[index]?.columns ?? []).map(({ name }) => plainName(name)));
    for (const [role, headings] of Object.entries(shape?.roles ?? {})) {
      const here = headings.map(wayOf).filter((_, n) => names.has(plainName(headings[n] ?? "")));
      if (here.length === 0) continue;
      const key = `${shape?.system ?? ""}/${role}`;
      const before = common.get(key);
      common.set(key, before === undefined ? here : before.filter((way) => here.includes(way)));
    }
  }
  return new Map([...common].flatMap(([key, ways]) => (ways[0] === undefined ? [] : [[key, ways[0]]])));
}

function columnsOf(
  table: ExaminedTable,
  shape: ExportShape,
  common: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const byName = new Map(table.columns.map(({ name }) => [plainName(name), name]));
  return new Map(
    Object.entries(shape.roles).flatMap(([role, headings]) => {
      const way = common.get(`${shape.system}/${role}`);
      const ordered = headings.toSorted((a, b) => Number(wayOf(b) === way) - Number(wayOf(a) === way));
      const column = ordered.map((heading) => byName.get(plainName(heading))).find((name) => name !== undefined);
      return column === undefined ? [] : [[role, column]];
    }),
  );
}

/** How a heading names its thing: by a key, by a number, by both or by its name. */
function wayOf(heading: string): string {
  const plain = plainName(heading);
  if (plain.endsWith("key")) return "key";
  if (plain.endsWith("iddescription")) return "id and name";
  // A field of Salesforce that somebody made: what it refers to stands in it by id.
  if (heading.endsWith("__c")) return "id";
  return plain.endsWith("id") ? "id" : "name";
}
