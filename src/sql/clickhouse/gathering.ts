import { type Node, readStatement } from "./tokens.ts";

/** How a column of parts becomes one of the whole. */
export type Merged = "same" | "sum" | "min" | "max";

/** What a line is sorted by: a column's name, and which way. */
export interface SortKey {
  readonly column: string;
  readonly descending: boolean;
}

/**
 * How the rows that several servers give, each about its own clusters, become
 * the rows of all: put one after the other (`columns` null), or lines of the
 * same keys made one.
 */
export interface Gathering {
  /** For each column in order; null: no line of one server is another's. */
  readonly columns: readonly Merged[] | null;
  /** Null: in any order; `all`: by all columns. */
  readonly order: readonly SortKey[] | "all" | null;
  /** Only so many lines. */
  readonly limit: number | null;
  /** Whether rows that two servers both hold would be counted twice. */
  readonly counts: boolean;
}

const aggregates = new Set(
  "sum count min max bool_or bool_and bit_or arg_max arg_min any_value median list string_agg first_value".split(" "),
);

/**
 * How the answers of several servers to a statement become one, read off what
 * it selects; null when they cannot, as with a median.
 *
 * @example
 * ```ts
 * gatheringOf("select stage, sum(w) as n from t group by all")?.columns; // ["same", "sum"]
 * ```
 */
export function gatheringOf(sql: string): Gathering | null {
  const { selects, order, limit } = tailOf(readStatement(sql));
  const parts = selects.map(columnsOf);
  const [first] = parts;
  if (first === undefined) return null;
  const distinct = selects.some((nodes) => isWord(nodes[1], "distinct"));
  const groups = selects.some((nodes) =>
    nodes.some((node, at) => isWord(node, "group") && isWord(nodes[at + 1], "by")),
  );
  const merges = parts.map((columns) => columns.map((column) => mergedAs(column.nodes)));
  const folded = merges.flat().some((merged) => merged !== "same");
  const byCluster = parts.every((columns, at) =>
    columns.some(({ name }, index) => name === "cluster" && merges[at]?.[index] === "same"),
  );
  const counts = merges.flat().includes("sum");
  const rest = { order: sortedBy(order, first), limit, counts };
  if (rest.order === undefined) return null;
  const sorted = { ...rest, order: rest.order };
  if (byCluster || (!distinct && !groups && !folded)) return { columns: null, ...sorted, counts: counts || !distinct };
  const agreed = first.map((_, index) => agreement(merges.map((part) => part[index])));
  return agreed.includes(null) ? null : { columns: agreed as Merged[], ...sorted };
}

/** The same in every part of a union. */
function agreement(merges: readonly (Merged | null | undefined)[]): Merged | null {
  const [first] = merges;
  return first !== undefined && merges.every((one) => one === first) ? first : null;
}

interface Tail {
  /** The selects of a union, each from its word on. */
  readonly selects: readonly (readonly Node[])[];
  readonly order: readonly Node[];
  readonly limit: number | null;
}

function tailOf(nodes: readonly Node[]): Tail {
  const start = nodes.findIndex((node) => isWord(node, "select"));
  const all = nodes.slice(start);
  const limited = all.findLastIndex((node) => isWord(node, "limit"));
  const kept = limited < 0 ? all : all.slice(0, limited);
  const count = all[limited + 1];
  const ordered = kept.findLastIndex((node, at) => isWord(node, "order") && isWord(kept[at + 1], "by"));
  const body = ordered < 0 ? kept : kept.slice(0, ordered);
  const selects: Node[][] = [];
  for (const node of body) {
    if (isWord(node, "select")) selects.push([]);
    selects.at(-1)?.push(node);
  }
  return {
    selects,
    order: ordered < 0 ? [] : kept.slice(ordered + 2),
    limit: limited >= 0 && count?.kind === "number" ? Number(count.text) : null,
  };
}

interface SelectedColumn {
  readonly nodes: readonly Node[];
  /** As the row calls it; null: not known, or a star. */
  readonly name: string | null;
}

function columnsOf(select: readonly Node[]): readonly SelectedColumn[] {
  const from = select.findIndex((node) => isWord(node, "from"));
  const start = isWord(select[1], "distinct") ? 2 : 1;
  return split(select.slice(start, from < 0 ? undefined : from)).map((nodes) => {
    const last = nodes.at(-1);
    const named = last?.kind === "word" || last?.kind === "quoted" ? plainName(last.text) : null;
    const aliased = isWord(nodes.at(-2), "as");
    return { nodes: aliased ? nodes.slice(0, -2) : nodes, name: named };
  });
}

function split(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const out: Node[][] = [[]];
  for (const node of nodes) {
    if (isSign(node, ",")) out.push([]);
    else out.at(-1)?.push(node);
  }
  return out;
}

/** How the values of a column become one; null when they cannot. */
function mergedAs(nodes: readonly Node[]): Merged | null {
  if (!holdsAggregate(nodes)) return "same";
  const [name, group, ...after] = nodes;
  if (name?.kind !== "word" || group?.kind !== "group") return null;
  const call = name.text.toLowerCase();
  const inside = split(group.nodes);
  if (call === "coalesce" && inside.length === 2 && after.length === 0) {
    const merged = mergedAs(inside[0] ?? []);
    return merged === "sum" || isFalse(inside[1]) ? merged : null;
  }
  if (call === "cast") return after.length === 0 ? mergedAs(group.nodes.slice(0, -2)) : null;
  const filtered = isWord(after[0], "filter") ? after.slice(2) : after;
  const cast = isSign(filtered[0], "::") ? filtered.slice(2) : filtered;
  const [sign, ...others] = cast;
  const own = ownMerge(call, group.nodes);
  if (sign === undefined) return own;
  const added = isSign(sign, "-") || isSign(sign, "+");
  return added && own === "sum" && mergedAs(others) === "sum" ? "sum" : null;
}

function ownMerge(call: string, inside: readonly Node[]): Merged | null {
  if (call === "count") {
    const last = inside.at(-1);
    // What is on one server alone adds up.
    return !isWord(inside[0], "distinct") || (last?.kind === "word" && last.text === "cluster") ? "sum" : null;
  }
  const known: Readonly<Record<string, Merged>> = {
    sum: "sum",
    min: "min",
    max: "max",
    bool_or: "max",
    bool_and: "min",
  };
  return isWord(inside[0], "distinct") ? null : (known[call] ?? null);
}

function isFalse(nodes: readonly Node[] | undefined): boolean {
  return nodes?.length === 1 && isWord(nodes[0], "false");
}

function holdsAggregate(nodes: readonly Node[]): boolean {
  return nodes.some((node, at) => {
    if (node.kind === "group") return holdsAggregate(node.nodes);
    const next = nodes[at + 1];
    if (node.kind !== "word" || next?.kind !== "group" || !aggregates.has(node.text.toLowerCase())) return false;
    const after = isWord(nodes[at + 2], "filter") ? at + 4 : at + 2;
    return !isWord(nodes[after], "over");
  });
}

/** Undefined: by something that the rows do not show. */
function sortedBy(
  order: readonly Node[],
  columns: readonly SelectedColumn[],
): readonly SortKey[] | "all" | null | undefined {
  if (order.length === 0) return null;
  if (order.length === 1 && isWord(order[0], "all")) return "all";
  const star = columns.some(({ nodes }) => isSign(nodes.at(-1), "*"));
  const keys = split(order).map((nodes) => {
    const bare = nodes.filter((node) => !["asc", "desc", "nulls", "last"].some((word) => isWord(node, word)));
    const last = bare.at(-1);
    const path = bare.every((node) => node.kind === "word" || node.kind === "quoted" || isSign(node, "."));
    const column = path && (last?.kind === "word" || last?.kind === "quoted") ? plainName(last.text) : null;
    const shown = star || columns.some(({ name }) => name === column);
    return column === null || !shown ? null : { column, descending: nodes.some((node) => isWord(node, "desc")) };
  });
  return keys.includes(null) ? undefined : (keys as SortKey[]);
}

/** The names that a statement mentions, however they are meant. */
export function namesIn(sql: string): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (node.kind === "group") walk(node.nodes);
      else if (node.kind === "word" || node.kind === "quoted") names.add(plainName(node.text));
    }
  };
  walk(readStatement(sql));
  return names;
}

/** The temporary table that a statement makes; null: it makes none. */
export function madeBy(sql: string): string | null {
  return /^\s*create or replace temp table ([a-z_][a-z0-9_]*) as\s/i.exec(sql)?.[1] ?? null;
}

function plainName(text: string): string {
  return text.startsWith("`") ? text.slice(1, -1).replaceAll("\\`", "`").replaceAll("\\\\", "\\") : text;
}

function isWord(node: Node | undefined, word: string): boolean {
  return node?.kind === "word" && node.text.toLowerCase() === word;
}

function isSign(node: Node | undefined, sign: string): boolean {
  return node?.kind === "sign" && node.text === sign;
}
