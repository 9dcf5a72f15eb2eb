import type { Param } from "./param.ts";

/** A piece of SQL with the values of its `?` marks, in order. */
export interface Fragment {
  readonly sql: string;
  readonly params: readonly Param[];
}

/** A fragment of our own words: no values in it. */
export function raw(sql: string): Fragment {
  return { sql, params: [] };
}

/** A text bound as a value. */
export function text(value: string | null): Fragment {
  return { sql: "?", params: [{ type: "text", value }] };
}

/** A whole number bound as a value. */
export function int(value: number | bigint): Fragment {
  return { sql: "?", params: [{ type: "int", value }] };
}

/** An instant (microseconds since 1970 UTC) bound as a TIMESTAMP in UTC. */
export function instant(value: number): Fragment {
  return { sql: "?", params: [{ type: "timestamp", value }] };
}

/**
 * SQL put together from pieces: strings inserted are our own words, fragments
 * bring their bound values along in the right order.
 *
 * @example
 * ```ts
 * const where = sql`at <= ${instant(0)}`;
 * sql`select * from activity where ${where}`.params.length; // 1
 * ```
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Fragment | string | number)[]): Fragment {
  let out = strings[0] ?? "";
  const params: Param[] = [];
  parts.forEach((part, index) => {
    if (typeof part === "object") {
      out += part.sql;
      params.push(...part.params);
    } else {
      out += String(part);
    }
    out += strings[index + 1] ?? "";
  });
  return { sql: out, params };
}

/** Fragments with a separator between them. */
export function join(parts: readonly Fragment[], separator: string): Fragment {
  return { sql: parts.map((p) => p.sql).join(separator), params: parts.flatMap((p) => p.params) };
}

/** Named steps of a WITH clause, in order. */
export interface Step {
  readonly name: string;
  readonly body: Fragment;
  /** Worked out once, however often it is read; where a statement is large, the engine does not see that by itself. */
  readonly kept?: boolean;
}

/** `with a as (…), b as (…) tail`, or the tail alone when there are no steps. */
export function withSteps(steps: readonly Step[], tail: Fragment): Fragment {
  if (steps.length === 0) return tail;
  const clauses = steps.map((step) => sql`${step.name} as ${step.kept === true ? "materialized " : ""}(${step.body})`);
  return sql`with ${join(clauses, ",\n")}\n${tail}`;
}
