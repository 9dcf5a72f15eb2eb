import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { z } from "zod";
import { SmacError, SmacErrors } from "../errors.ts";
import { isAddress, readAddress } from "../text/clickhouse-address.ts";
import { parseInstant } from "../time/instant.ts";
import { openZone } from "../time/zone.ts";
import { readConnections } from "./connection.ts";
import type { ReadConnections, System } from "./connection.ts";
import { locateYaml } from "./locate.ts";
import type { LocatedYaml, Path } from "./locate.ts";
import { withMeaning } from "./meaning.ts";
import type { FileSource, ProjectModel } from "./project-model.ts";
import { note } from "./reading.ts";
import type { Reading } from "./reading.ts";
import { checkZone, readDefinitions } from "./read-definitions.ts";
import { readExclusions } from "./read-exclusions.ts";
import { readMappings } from "./read-mappings.ts";
import { configSchema, modelJsonSchema } from "./schema.ts";
import type { Config } from "./schema.ts";
import { readServe } from "./read-serve.ts";
import { secretProblems } from "./secrets.ts";
import { shapeProblems } from "./shape-problems.ts";

/** The project's file in its folder. */
export const projectFile = "smac.yml";

/**
 * The project that the folder's `smac.yml` describes, checked and frozen. Paths
 * in it are resolved from the folder; `${env:NAME}` references stay as written.
 * `file` is what problems name.
 *
 * @throws SmacErrors with every problem of the file at once, each at its line and column.
 * @throws SmacError `CONFIG_NO_PROJECT` when the folder has no `smac.yml`.
 *
 * @example
 * ```ts
 * const model = loadModel(".");
 * model.definitions.map((definition) => definition.name); // ["smac"]
 * ```
 */
export function loadModel(
  directory: string,
  readFile: (path: string) => string = (path) => readFileSync(path, "utf8"),
  file: string = join(directory, projectFile),
  systems: readonly System[] = [],
): ProjectModel {
  const text = readProject(join(directory, projectFile), { readFile, file });
  return modelFrom(text, { file, directory: resolve(directory), systems });
}

/** What a text is read with. */
export interface ModelPlace {
  /** What problems name. */
  readonly file: string;
  readonly directory: string;
  /** The systems that sources may be connected to; default none. */
  readonly systems?: readonly System[];
}

/** The project a `smac.yml` text describes, as {@link loadModel} reads it. */
export function modelFrom(text: string, place: ModelPlace): ProjectModel {
  const written = locateYaml(text.replace(/^\uFEFF/, ""), place.file);
  if (written.value === undefined) throw new SmacErrors(written.problems);
  const secrets = secretProblems(written);
  const systems = place.systems ?? [];
  const connected = readConnections(written, systems);
  const yaml = withMeaning(written, { ...connected, systems });
  const { config, problems } = shapedConfig(
    yaml,
    secrets.map((secret) => secret.path),
  );
  const names = declared(yaml.value);
  const sources = [...names.sources, ...connected.unread, ...connected.streams.map((stream) => stream.name)];
  const reading: Reading = { yaml, ...names, sources, problems: [], columnUses: [] };
  const model = config === null ? null : resolved(config, reading, { directory: place.directory, connected });
  const all = [
    ...yaml.problems,
    ...secrets.map((secret) => secret.problem),
    ...connected.problems,
    ...problems,
    ...reading.problems,
  ];
  if (all.length > 0 || model === null) throw new SmacErrors(all.toSorted(byPlace));
  return deepFreeze(model);
}

function readProject(
  path: string,
  { readFile, file }: { readonly readFile: (path: string) => string; readonly file: string },
): string {
  try {
    return readFile(path);
  } catch (cause) {
    const code = (cause as { code?: unknown }).code;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new SmacError("CONFIG_NO_PROJECT", `there is no ${file}`, {
        hint: "smac init writes one from your files; smac report FILE works without",
        cause,
      });
    throw new SmacError("CONFIG_UNREADABLE", `${file} cannot be read (${String(code ?? cause)})`, {
      hint: "check the file and its permissions",
      cause,
    });
  }
}

/** The parts of the file that have the right shape, and the problems of the others. */
function shapedConfig(yaml: LocatedYaml, secrets: readonly Path[]): { config: Config | null; problems: SmacError[] } {
  const whole = configSchema.safeParse(yaml.value);
  if (whole.success) return { config: whole.data, problems: [] };
  const issues = whole.error.issues;
  const problems = shapeProblems(issues, yaml, modelJsonSchema());
  const lines = new Set(secrets.map((path) => placeText(yaml.at(path, "key"))));
  const others = problems.filter(
    (problem) => problem.at === undefined || problem.code !== "CONFIG_UNKNOWN_KEY" || !lines.has(placeText(problem.at)),
  );
  const sound = issues.reduce(withoutEntry, structuredClone(yaml.value));
  const rest = configSchema.safeParse(sound);
  return { config: rest.success ? rest.data : null, problems: others };
}

function placeText({ line, column }: { readonly line: number; readonly column: number }): string {
  return `${line}:${column}`;
}

/** The data without the entry that an issue is about, so that the rest can still be checked. */
function withoutEntry(value: unknown, issue: z.core.$ZodIssue): unknown {
  if (typeof value !== "object" || value === null) return value;
  const root = value as Record<string, unknown>;
  if (issue.path.length === 0) {
    if (issue.code === "unrecognized_keys") for (const key of issue.keys) delete root[key];
    return root;
  }
  const [section, entry] = issue.path.map(String) as [string, string | undefined];
  const inner = root[section];
  if (entry === undefined || section === "stages" || typeof inner !== "object" || inner === null) delete root[section];
  else delete (inner as Record<string, unknown>)[entry];
  return root;
}

/** The names that other parts of the file may refer to, also those of entries with problems. */
function declared(value: unknown): { sources: string[]; kinds: string[]; activityNames: string[] } {
  const keys = (section: unknown) => (typeof section === "object" && section !== null ? Object.keys(section) : []);
  const root = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const activities = Object.values(root["activities"] ?? {}) as ({
    cluster?: unknown;
    clusters?: unknown;
  } | null)[];
  const kinds = [
    ...keys(root["clusters"]),
    ...keys(root["memberships"]),
    ...activities.flatMap((activity) => keys(activity?.clusters)),
  ];
  if (kinds.length === 0) kinds.push("customer");
  return { sources: keys(root["sources"]), kinds: [...new Set(kinds)], activityNames: keys(root["activities"]) };
}

function resolved(
  config: Config,
  reading: Reading,
  { directory, connected }: { readonly directory: string; readonly connected: ReadConnections },
): ProjectModel {
  const mappings = readMappings(config, reading);
  const calendar = {
    weekStart: config.week_start ?? "monday",
    fiscalStart: config.fiscal_start ?? 1,
    calendar: config.calendar ?? "gregorian",
  } as const;
  checkZone(reading, ["timezone"], config.timezone);
  for (const { name, timezone } of connected.connections)
    checkZone(reading, ["sources", name, "timezone"], timezone ?? undefined);
  const known = { ...mappings, ...calendar };
  const store = storePath(config.store ?? usualStore, directory, reading);
  return {
    directory,
    timezone: config.timezone ?? "UTC",
    ...calendar,
    store,
    writtenIn: isAddress(store) ? resolve(directory, usualStore) : store,
    sources: sources(config, reading),
    connections: connected.connections,
    streams: connected.streams,
    ...mappings,
    definitions: readDefinitions(config.definitions, known, reading),
    exclude: readExclusions(config.exclude, ["exclude"], { known, reading }),
    kinds: reading.kinds,
    columnUses: reading.columnUses,
    serve: readServe(config.serve, reading),
  };
}

const usualStore = ".smac/warehouse.duckdb";

function storePath(store: string, directory: string, reading: Reading): string {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(store)?.[1]?.toLowerCase();
  if (scheme === "clickhouse") {
    checkAddress(store, reading);
    return store;
  }
  if (scheme !== undefined)
    note(reading, ["store"], {
      code: "CONFIG_BAD_STORE",
      message: `a store is a file, not a ${scheme} address`,
      hint: "name a file, such as store: .smac/warehouse.duckdb",
    });
  return store.includes("${") ? store : resolve(directory, store);
}

function checkAddress(store: string, reading: Reading): void {
  try {
    readAddress(store);
  } catch (error) {
    if (!(error instanceof SmacError)) throw error;
    const { code, message, hint = "" } = error;
    note(reading, ["store"], { code, message, hint });
  }
}

function sources(config: Config, reading: Reading): FileSource[] {
  return Object.entries(config.sources ?? {}).map(([name, source]) => {
    const path = ["sources", name];
    checkZone(reading, [...path, "timezone"], source.timezone);
    checkThrough(reading, [...path, "through"], source.through);
    for (const key of ["id", "learned"] as const) {
      const column = source[key];
      if (column !== undefined)
        reading.columnUses.push({
          source: name,
          column,
          key: `sources.${name}.${key}`,
          at: reading.yaml.at([...path, key], "value"),
        });
    }
    return {
      name,
      files: typeof source.files === "string" ? [source.files] : source.files,
      filesAt:
        typeof source.files === "string"
          ? [reading.yaml.at([...path, "files"], "value")]
          : source.files.map((_, index) => reading.yaml.at([...path, "files", index], "value")),
      columns: source.columns ?? null,
      delimiter: source.delimiter ?? null,
      encoding: source.encoding ?? null,
      dateFormat: source.date_format ?? null,
      timezone: source.timezone ?? null,
      id: source.id ?? null,
      learned: source.learned ?? null,
      badRows: source.bad_rows ?? "fail",
      through: source.through ?? null,
      at: reading.yaml.at(path, "key"),
    };
  });
}

function checkThrough(reading: Reading, path: Path, through: string | undefined): void {
  if (through === undefined || through.includes("${") || parseInstant(through, openZone("UTC")) !== null) return;
  note(reading, path, {
    code: "CONFIG_BAD_VALUE",
    message: `“${through}” is not an instant`,
    hint: "write 2026-11-22 or 2026-11-22T05:00:00Z",
  });
}

function byPlace(a: SmacError, b: SmacError): number {
  return (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
