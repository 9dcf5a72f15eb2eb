import { SmacError } from "../../errors.ts";
import type { Fragment } from "../fragment.ts";
import type { Param } from "../param.ts";
import { type Node, type Token, readStatement } from "./tokens.ts";
import { dateOf, functions, infinities, openers, types, writtenDate } from "./words.ts";

/** A statement in ClickHouse's words, with the values of its `{p0:…}` marks. */
export interface Translated {
  readonly sql: string;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
}

/** Statements in the order to run; the last is the one asked for, those before it make what it reads. */
export interface TranslatedStatements {
  readonly before: readonly Translated[];
  readonly main: Translated;
  /** Temporary tables that nobody needs afterwards. */
  readonly made: readonly string[];
}

/**
 * A statement of ours as ClickHouse runs it. Steps of a `with` that are read
 * several times become temporary tables: ClickHouse would work them out once for
 * each reader.
 *
 * @throws SmacError `ENGINE_NOT_SPOKEN` for a word that has no meaning there that is surely the same.
 * @example
 * ```ts
 * toClickHouse(raw("select bool_or(x) from t")).main.sql; // "select max ( x ) from t"
 * ```
 */
export function toClickHouse(statement: Fragment): TranslatedStatements {
  const { nodes, params } = numbered(readStatement(statement.sql), statement.params);
  const { head, steps, tail } = parted(nodes);
  const shared = sharedSteps(steps, tail);
  const rest = steps.filter((step) => !shared.has(step.name));
  const before = [...shared.values()].map((step) => {
    const earlier = rest.filter((one) => one.place < step.place);
    const made = `create or replace temporary table ${step.name} engine = Memory as`;
    return bound(`${made} ${withClause(neededBy(step.nodes, earlier))}${render(step.nodes)}`, params);
  });
  const needed = neededBy(tail, rest);
  return {
    before,
    main: bound(`${render(head)} ${withClause(needed)}${render(tail)}`.trim(), params),
    made: [...shared.keys()],
  };
}

interface StepNodes {
  readonly name: string;
  readonly place: number;
  readonly nodes: readonly Node[];
}

interface Marked {
  readonly nodes: readonly Node[];
  readonly params: readonly Param[];
}

/** Each `?` mark with its number, since statements are taken apart. */
function numbered(nodes: readonly Node[], params: readonly Param[]): Marked {
  let count = 0;
  const walk = (node: Node): Node => {
    if (node.kind === "group") return { ...node, nodes: node.nodes.map(walk) };
    if (node.kind !== "mark") return node;
    const type = params[count]?.type;
    if (type === undefined) throw new Error(`there are ${params.length} values, and more marks`);
    const name = `{p${count}:${markTypes[type]}}`;
    count += 1;
    return { kind: "mark", text: name };
  };
  return { nodes: nodes.map(walk), params };
}

const markTypes: Readonly<Record<Param["type"], string>> = {
  text: "Nullable(String)",
  int: "Nullable(Int64)",
  float: "Nullable(Float64)",
  bool: "Nullable(Bool)",
  timestamp: "Nullable(Int64)",
};

function bound(sql: string, params: readonly Param[]): Translated {
  const used = [...sql.matchAll(/\{p(\d+):/g)].map((found) => Number(found[1]));
  return { sql, params: Object.fromEntries(used.map((at) => [`p${at}`, valueOf(params[at])])) };
}

function valueOf(param: Param | undefined): string | number | boolean | null {
  if (param === undefined || param.value === null) return null;
  if (param.type === "timestamp") return instantText(param.value);
  return typeof param.value === "bigint" || Object.is(param.value, -0) ? signed(param.value) : param.value;
}

function signed(value: Param["value"]): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function instantText(at: number): string {
  if (at === Infinity) return "9223372036854775807";
  return at === -Infinity ? "-9223372036854775807" : BigInt(at).toString();
}

/** `… with a as (…), b as (…) tail` in its pieces. */
function parted(nodes: readonly Node[]): {
  readonly head: readonly Node[];
  readonly steps: readonly StepNodes[];
  readonly tail: readonly Node[];
} {
  const at = nodes.findIndex((node) => isWord(node, "with"));
  if (at < 0) {
    const select = nodes.findIndex((node) => isWord(node, "select"));
    return { head: nodes.slice(0, Math.max(select, 0)), steps: [], tail: nodes.slice(Math.max(select, 0)) };
  }
  const steps: StepNodes[] = [];
  let next = at + 1;
  for (;;) {
    const [name, as, body, comma] = nodes.slice(next, next + 4);
    if (name?.kind !== "word" || !isWord(as, "as") || body?.kind !== "group")
      throw new Error("steps are not “name as (…)”");
    steps.push({ name: name.text, place: steps.length, nodes: body.nodes });
    if (!isSign(comma, ",")) return { head: nodes.slice(0, at), steps, tail: nodes.slice(next + 3) };
    next += 4;
  }
}

/** Steps that are read more than once, however they are reached; in order. */
function sharedSteps(steps: readonly StepNodes[], tail: readonly Node[]): ReadonlyMap<string, StepNodes> {
  const readers = [...steps.map((step) => step.nodes), tail];
  const shared = steps.filter(({ name }) => readers.reduce((count, nodes) => count + countWord(nodes, name), 0) > 1);
  return new Map(shared.map((step) => [step.name, step]));
}

/** Of the steps, those that the nodes read, and those that these read. */
function neededBy(nodes: readonly Node[], steps: readonly StepNodes[]): readonly StepNodes[] {
  const found = new Set<StepNodes>();
  const visit = (of: readonly Node[]): void => {
    for (const step of steps) {
      if (found.has(step) || countWord(of, step.name) === 0) continue;
      found.add(step);
      visit(step.nodes);
    }
  };
  visit(nodes);
  return steps.filter((step) => found.has(step));
}

function countWord(nodes: readonly Node[], name: string): number {
  return nodes.reduce((count, node, at) => {
    if (node.kind === "group") return count + countWord(node.nodes, name);
    const before = nodes[at - 1];
    const names = node.kind === "word" && node.text === name && !isSign(before, ".") && !isSign(nodes[at + 1], ".");
    return count + (names && !isWord(before, "as") ? 1 : 0);
  }, 0);
}

function withClause(steps: readonly StepNodes[]): string {
  if (steps.length === 0) return "";
  return `with ${steps.map((step) => `${step.name} as (${render(step.nodes)})`).join(",\n")}\n`;
}

/** Nodes in ClickHouse's words. */
function render(given: readonly Node[]): string {
  const nodes = named(given);
  const out: string[] = [];
  let at = 0;
  while (at < nodes.length) {
    const { text, used } = piece(nodes, at);
    out.push(text);
    at += used;
  }
  return out.join(" ").replaceAll(" . ", ".").replaceAll(" :: ", "::");
}

/** A column that is chosen as `t.a` is called `a`: where two tables have one, ClickHouse would keep `t.a`. */
function named(nodes: readonly Node[]): readonly Node[] {
  const out: Node[] = [];
  let chosen = false;
  nodes.forEach((node, at) => {
    out.push(node);
    if (isWord(node, "select")) chosen = true;
    if (isWord(node, "from")) chosen = false;
    const [before, dot, start] = [nodes[at - 2], nodes[at - 1], nodes[at - 3]];
    if (!chosen || !isSign(dot, ".") || before?.kind !== "word" || (node.kind !== "word" && node.kind !== "quoted"))
      return;
    const begins = isSign(start, ",") || isWord(start, "select") || isWord(start, "distinct");
    const next = nodes[at + 1];
    if (begins && (next === undefined || isSign(next, ",") || isWord(next, "from")))
      out.push({ kind: "word", text: "as" }, node);
  });
  return out;
}

interface Piece {
  readonly text: string;
  /** How many nodes it stands for. */
  readonly used: number;
}

function piece(nodes: readonly Node[], at: number): Piece {
  const node = nodes[at];
  const next = nodes[at + 1];
  if (node === undefined) throw new Error("nothing is there");
  if (node.kind === "group")
    return { text: `${node.open}${render(node.nodes)}${node.open === "(" ? ")" : "]"}`, used: 1 };
  switch (node.kind) {
    case "string":
      return { text: infinities.get(node.text) ?? node.text, used: 1 };
    case "number":
      // A literal is as narrow as it can be, and sums of it would be unsigned.
      return { text: isWord(next, "as") && /^\d+$/.test(node.text) ? `toInt64(${node.text})` : node.text, used: 1 };
    case "sign":
      // In a list that is cast, a sign stands by its number.
      if (isSign(node, "-") && next?.kind === "number" && startsEntry(nodes, at))
        return { text: `-${next.text}`, used: 2 };
      return signPiece(node, nodes.slice(at + 1, at + 3));
    case "word":
      return wordPiece(node, nodes, at);
    default:
      return { text: node.text, used: 1 };
  }
}

function signPiece(node: Token, [type, list]: readonly Node[]): Piece {
  if (node.text === "//") throw notSpoken("//");
  if (node.text === "::") {
    if (type?.kind !== "word") throw notSpoken("::");
    if (list?.kind === "group" && list.open === "[" && list.nodes.length === 0)
      return { text: `::${typeOf([type, list])}`, used: 3 };
    return { text: `::${typeOf([type])}`, used: 2 };
  }
  return { text: node.text, used: 1 };
}

function startsEntry(nodes: readonly Node[], at: number): boolean {
  return (at === 0 || isSign(nodes[at - 1], ",")) && !isWord(nodes[at + 2], "as");
}

function wordPiece(node: Token, nodes: readonly Node[], at: number): Piece {
  const word = node.text.toLowerCase();
  const next = nodes[at + 1];
  const before = nodes[at - 1];
  if (isSign(before, ".")) return { text: node.text, used: 1 };
  if ((word === "timestamp" || word === "date") && next?.kind === "string")
    return { text: writtenMoment(word, next.text), used: 2 };
  if (word === "interval" && next?.kind === "number" && isWord(nodes[at + 2], "microsecond"))
    return { text: next.text, used: 3 };
  if (word === "exclude") return { text: "except", used: 1 };
  if (word === "temp") return { text: "temporary", used: 1 };
  if ((word === "anti" || word === "semi") && isWord(next, "join")) return { text: `left ${word} join`, used: 2 };
  if (word === "all" && isWord(next, "by") && isWord(nodes[at + 2], "name")) throw notSpoken("union all by name");
  if (next?.kind === "group" && next.open === "(") return opened(word, { nodes, at, inside: next.nodes });
  return { text: node.text, used: 1 };
}

interface Opening {
  readonly nodes: readonly Node[];
  readonly at: number;
  readonly inside: readonly Node[];
}

/** A word before a bracket: a call, or a word of the language. */
function opened(word: string, { nodes, at, inside }: Opening): Piece {
  const before = nodes[at - 1];
  const name = nodes[at];
  if (name?.kind !== "word") throw new Error("no word");
  if (word === "filter")
    return { text: `filter (${isWord(inside[0], "where") ? "" : "where "}${render(inside)})`, used: 2 };
  if (word === "cast") return { text: castOf(inside), used: 2 };
  if (openers.has(word)) return { text: name.text, used: 1 };
  // `as v(a, b)` names columns.
  if (isWord(before, "as")) return { text: `${name.text}(${render(inside)})`, used: 2 };
  const call = functions.get(word);
  if (call === undefined) throw notSpoken(`${word}(…)`);
  const text = call(argumentsOf(inside));
  if (word !== "count") return { text, used: 2 };
  const suffix = aggregateSuffix(nodes, at + 2);
  return { text: `toInt64(${text} ${render(suffix)})`, used: 2 + suffix.length };
}

/** `filter (…)` and `over …` after a call. */
function aggregateSuffix(nodes: readonly Node[], from: number): readonly Node[] {
  const filter = isWord(nodes[from], "filter") ? 2 : 0;
  const over = isWord(nodes[from + filter], "over") ? 2 : 0;
  return nodes.slice(from, from + filter + over);
}

function argumentsOf(nodes: readonly Node[]): readonly string[] {
  if (nodes.length === 0) return [];
  const args: Node[][] = [[]];
  for (const node of nodes) {
    if (isSign(node, ",")) args.push([]);
    else args.at(-1)?.push(node);
  }
  return args.map(render);
}

function castOf(inside: readonly Node[]): string {
  const as = inside.findLastIndex((node) => isWord(node, "as"));
  const value = render(inside.slice(0, as));
  const type = inside.slice(as + 1);
  if (isWord(type[0], "date")) return dateOf(`(${value})`);
  return `cast(${value} as ${value.toLowerCase() === "null" ? `Nullable(${typeOf(type)})` : typeOf(type)})`;
}

function typeOf(nodes: readonly Node[]): string {
  const [name, list] = nodes;
  const type = name?.kind === "word" ? types.get(name.text.toLowerCase()) : undefined;
  if (type === undefined) throw notSpoken(`the type ${render(nodes)}`);
  return list?.kind === "group" ? `Array(${type})` : type;
}

function writtenMoment(kind: "timestamp" | "date", text: string): string {
  const infinite = infinities.get(text);
  if (kind === "timestamp" && infinite !== undefined) return infinite;
  const days = writtenDate(text.slice(1, -1));
  if (days === "NaN") throw notSpoken(`${kind} ${text}`);
  return `toInt64(${kind === "date" ? days : BigInt(days) * 86_400_000_000n})`;
}

function isWord(node: Node | undefined, word: string): boolean {
  return node?.kind === "word" && node.text.toLowerCase() === word;
}

function isSign(node: Node | undefined, sign: string): boolean {
  return node?.kind === "sign" && node.text === sign;
}

function notSpoken(what: string): SmacError {
  return new SmacError(
    "ENGINE_NOT_SPOKEN",
    `this question needs “${what}”, which this program does not ask of ClickHouse yet`,
    {
      hint: "ask it of a store in DuckDB: `smac copy` brings the data there",
    },
  );
}
