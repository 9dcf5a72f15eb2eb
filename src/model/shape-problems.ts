import type { z } from "zod";
import { SmacError } from "../errors.ts";
import type { ErrorCode } from "../errors.ts";
import { nearest, suggestion } from "../text/nearest.ts";
import type { LocatedYaml, Path } from "./locate.ts";

type Issue = z.core.$ZodIssue;
/** A JSON Schema, or a part of one. */
type JsonSchema = Readonly<Record<string, unknown>>;

/** A wrong shape: what is wrong, at which part of which path. */
interface Finding {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly path: Path;
  readonly part: "key" | "value";
}

/**
 * The problems of a file's shape, each at its key or value, with the nearest
 * known key, or what the key is for, as the next step.
 */
export function shapeProblems(issues: readonly Issue[], yaml: LocatedYaml, schema: JsonSchema): SmacError[] {
  return issues.flatMap((issue) =>
    findings(issue, yaml.value, schema).map(
      ({ code, message, hint, path, part }) =>
        new SmacError(code, message, { at: yaml.at(path, part), ...(hint === undefined ? {} : { hint }) }),
    ),
  );
}

/** The problems of one value that stands in no file, in the same words; `called` is what messages call it. */
export function valueProblems(
  issue: Issue,
  root: unknown,
  called: string,
): readonly { readonly message: string; readonly hint?: string | undefined }[] {
  return findings(issue, root, {}).map(({ message, hint, path }) => {
    const said = pathText(path);
    return { message: message.startsWith(`${said} `) ? `${called}${message.slice(said.length)}` : message, hint };
  });
}

function findings(issue: Issue, root: unknown, schema: JsonSchema): Finding[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  const subject = path.length === 0 ? "smac.yml" : pathText(path);
  const value = valueAt(root, path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey([...path, key], keysAt(schema, path, value)));
    case "invalid_union":
      return unionFindings(issue, { path, value, root, schema });
    case "invalid_key":
      return [badName(path)];
    case "invalid_type":
      return [wrongType(issue.expected, { path, subject, value, schema })];
    case "invalid_value":
      return [badChoice(issue.values.map(String), { path, subject, value })];
    default:
      return [
        {
          code: "CONFIG_BAD_VALUE",
          message: `${subject} ${limit(issue)}`,
          hint: purpose(schema, path),
          path,
          part: "value",
        },
      ];
  }
}

function unknownKey(path: Path, known: readonly string[]): Finding {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const where = parent.length === 0 ? "smac.yml" : pathText(parent);
  const message = `“${key}” is not a key of ${where}`;
  return { code: "CONFIG_UNKNOWN_KEY", message, hint: suggestion(key, known), path, part: "key" };
}

function badName(path: Path): Finding {
  const message = `“${String(path.at(-1))}” cannot be a name`;
  return {
    code: "CONFIG_BAD_NAME",
    message,
    hint: "names have letters, digits, _ and -, and begin with a letter",
    path,
    part: "key",
  };
}

interface Subject {
  readonly path: Path;
  readonly subject: string;
  readonly value: unknown;
}

function wrongType(expected: string, about: Subject & { readonly schema: JsonSchema }): Finding {
  const { path, subject, value, schema } = about;
  const hint = path.length === 0 ? smallest : purpose(schema, path);
  if (value === undefined && path.length > 0) {
    const parent = path.slice(0, -1);
    return {
      code: "CONFIG_MISSING_KEY",
      message: `${pathText(parent)} has no “${String(path.at(-1))}”`,
      hint,
      path,
      part: "key",
    };
  }
  if (value === null || value === undefined)
    return { code: "CONFIG_WRONG_TYPE", message: `${subject} is empty`, hint, path, part: "key" };
  const asText = expected === "string" && typeof value !== "object" ? `put it in quotes: "${shown(value)}"` : hint;
  const message = `${subject} must be ${typeNames[expected] ?? expected}, not ${typeOf(value)}`;
  return { code: "CONFIG_WRONG_TYPE", message, hint: asText, path, part: "value" };
}

const smallest = `a smallest one is
sources: { events: { files: events.csv } }
activities: { use: { from: events, at: TIME COLUMN, cluster: CUSTOMER COLUMN } }
with the names of your file and its columns; \`smac init\` writes one from your files`;

function badChoice(choices: readonly string[], { path, subject, value }: Subject): Finding {
  const message = `${subject} must be ${choices.join(", ").replace(/, ([^,]*)$/, " or $1")}, not ${shown(value)}`;
  const near = typeof value === "string" ? nearest(value, choices) : undefined;
  return {
    code: "CONFIG_BAD_VALUE",
    message,
    hint: near === undefined ? undefined : `did you mean “${near}”?`,
    path,
    part: "value",
  };
}

/** The findings of the form of a union that was meant: the one whose type the value has. */
function unionFindings(
  issue: Extract<Issue, { code: "invalid_union" }>,
  about: { readonly path: Path; readonly value: unknown; readonly root: unknown; readonly schema: JsonSchema },
): Finding[] {
  const { path, value, root, schema } = about;
  const fitting = issue.errors.filter(
    (errors) => !errors.some((inner) => inner.code === "invalid_type" && inner.path.length === 0),
  );
  const best = fitting.toSorted((a, b) => unknownKeys(a) - unknownKeys(b))[0];
  if (best !== undefined && value !== null)
    return best.flatMap((inner) => findings({ ...inner, path: [...issue.path, ...inner.path] }, root, schema));
  const expected = issue.errors.flatMap((errors) =>
    errors.flatMap((inner) => (inner.code === "invalid_type" && inner.path.length === 0 ? [inner.expected] : [])),
  );
  const names = [...new Set(expected)].map((type) => typeNames[type] ?? type);
  const said =
    value === null || value === undefined ? "is empty" : `must be ${names.join(" or ")}, not ${typeOf(value)}`;
  const part = value === null ? "key" : "value";
  return [{ code: "CONFIG_WRONG_TYPE", message: `${pathText(path)} ${said}`, hint: purpose(schema, path), path, part }];
}

function unknownKeys(issues: readonly Issue[]): number {
  return issues.filter((issue) => issue.code === "unrecognized_keys").length;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping of keys to values",
  record: "a mapping of names to entries",
};

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "a text";
  return typeof value === "number" || typeof value === "boolean" ? shown(value) : "a mapping";
}

function shown(value: unknown): string {
  if (typeof value === "string") return `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”`;
  return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
    ? String(value)
    : typeOf(value);
}

function limit(issue: Issue): string {
  if (issue.code === "too_small")
    return issue.origin === "string" || issue.origin === "array" ? "is empty" : `must be at least ${issue.minimum}`;
  if (issue.code === "too_big") return `must be at most ${issue.maximum}`;
  if (issue.code === "custom" && issue.message !== "Invalid input") return issue.message;
  return "is not written as it must be";
}

/** A path as a person says it: `definitions.smac.threshold`, `stages.rules[2]` (counted from 1). */
export function pathText(path: Path): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step + 1}]` : `${index === 0 ? "" : "."}${step}`))
    .join("");
}

/** What is in the data at a path; undefined when there is nothing. */
function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    return (value as Record<string | number, unknown>)[step];
  }, root);
}

function keysAt(schema: JsonSchema, path: Path, value: unknown): string[] {
  const forms = formsAt(schema, path).map((form) => Object.keys(form["properties"] ?? {}));
  const given = Object.keys(value ?? {});
  const shared = (keys: readonly string[]) => keys.filter((key) => given.includes(key)).length;
  return forms.filter((keys) => keys.length > 0).toSorted((a, b) => shared(b) - shared(a))[0] ?? [];
}

/** What the schema says a key is for. */
function purpose(schema: JsonSchema, path: Path): string | undefined {
  const said = formsAt(schema, path).flatMap((form) =>
    typeof form["description"] === "string" ? [form["description"]] : [],
  )[0];
  return said === undefined ? undefined : `${String(path.at(-1))}: ${said}`;
}

/** The parts of a JSON Schema that speak of a path, the outer before the forms it may take. */
function formsAt(schema: JsonSchema, path: Path): JsonSchema[] {
  let forms = unfold(schema);
  for (const step of path) {
    forms = forms.flatMap((form) => {
      const properties = (form["properties"] ?? {}) as Record<string, JsonSchema>;
      const next =
        typeof step === "number"
          ? form["items"]
          : Object.hasOwn(properties, step)
            ? properties[step]
            : form["additionalProperties"];
      return typeof next === "object" && next !== null ? unfold(next as JsonSchema) : [];
    });
  }
  return forms;
}

function unfold(schema: JsonSchema): JsonSchema[] {
  return [schema, ...((schema["anyOf"] ?? []) as JsonSchema[]).flatMap(unfold)];
}
