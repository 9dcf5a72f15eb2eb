import type { z } from "@hono/zod-openapi";
import { SmacError, SmacErrors } from "../errors.ts";
import { suggestion } from "../text/nearest.ts";
import { repeatable } from "./parameters.ts";

/**
 * The parameters of a query, checked; each problem is told, all at once.
 *
 * @throws SmacError `API_UNKNOWN_PARAMETER` with the nearest known name, `API_BAD_PARAMETER`.
 */
export function checkedQuery(search: URLSearchParams, schema: z.ZodObject): Record<string, unknown> {
  const known = Object.keys(schema.shape);
  const given = [...new Set(search.keys())];
  const problems = given.flatMap((name): SmacError[] => {
    if (!known.includes(name)) return [unknown(name, known)];
    if (search.getAll(name).length > 1 && !repeatable.has(name)) return [bad(name, "It is given more than once.")];
    return [];
  });
  if (problems.length > 0) throw together(problems);
  const values = given.map((name) => [name, repeatable.has(name) ? search.getAll(name) : search.get(name)]);
  return parsed(schema, Object.fromEntries(values)) as Record<string, unknown>;
}

/** The value that a schema makes of what was given. */
export function parsed(schema: z.ZodType, value: unknown): unknown {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  throw together(
    error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => unknown(key, Object.keys((schema as z.ZodObject).shape ?? {})))
        : [bad(issue.path.join("."), issue.message)],
    ),
  );
}

function unknown(name: string, known: readonly string[]): SmacError {
  return new SmacError("API_UNKNOWN_PARAMETER", `there is no parameter “${shown(name)}”`, {
    hint: suggestion(shown(name), known),
  });
}

function bad(name: string, message: string): SmacError {
  const text = message.charAt(0).toLowerCase() + message.slice(1);
  return new SmacError("API_BAD_PARAMETER", name === "" ? text : `${name}: ${text}`, {
    hint: "GET /api/docs tells what may be given",
  });
}

function together(problems: readonly SmacError[]): SmacError {
  const [first] = problems;
  return problems.length === 1 && first !== undefined ? first : new SmacErrors(problems.slice(0, 20));
}

function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
