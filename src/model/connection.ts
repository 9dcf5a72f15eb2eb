import { z } from "zod";
import { SmacError } from "../errors.ts";
import type { SourceSpan } from "../errors.ts";
import { credentialPattern } from "../text/credential-reference.ts";
import { nearestAndAll } from "../text/nearest.ts";
import type { LocatedYaml } from "./locate.ts";
import type { RowSource } from "./row-source.ts";
import { modelJsonSchema } from "./schema.ts";
import { shapeProblems } from "./shape-problems.ts";

/** A system that a project can be connected to, as far as `smac.yml` is concerned. */
export interface System {
  /** The word after `type:`. */
  readonly type: string;
  readonly aliases: readonly string[];
  /** What people call it. */
  readonly title: string;
  /** The keys of its own under `sources.NAME`. */
  readonly settings: z.ZodObject;
  readonly streams: readonly SystemStream[];
  /** What its rows mean, as the sections of `smac.yml` with streams for sources. */
  readonly meaning: { readonly yaml: string };
}

/** One list of rows of a system. */
export interface SystemStream {
  readonly name: string;
  /** The columns that say which row it is. */
  readonly key: readonly string[];
  /** Columns that its meaning uses. */
  readonly columns: readonly string[];
  /** Whether it is read when `streams` does not say which are; default yes. */
  readonly standard?: boolean;
}

/** `sources.NAME: { type: zoho-books, … }`: a system that rows are synced from. */
export interface Connection {
  readonly name: string;
  /** The system's own word, also where an alias was written. */
  readonly type: string;
  readonly title: string;
  /** The system's own settings, parsed. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** A reference such as `${env:ZOHO_BOOKS}`; null: they are in the store of secrets. */
  readonly credentials: string | null;
  /** The zone of days without offset; null: the project's. */
  readonly timezone: string | null;
  readonly at: SourceSpan;
}

/** A stream of a connection, as a table of rows: `books.invoices`. */
export interface StreamSource extends RowSource {
  readonly connection: string;
  readonly stream: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

/** The column that says which row of a stream it is: the values of its key columns, joined. */
export const streamKey = "_key";

/** What a file says of connections, and what is wrong with it. */
export interface ReadConnections {
  readonly connections: readonly Connection[];
  readonly streams: readonly StreamSource[];
  readonly problems: readonly SmacError[];
  /** Names of entries whose system is not known, so that nobody can say which streams they have. */
  readonly unread: readonly string[];
}

/** Whether an entry under `sources` is a connection rather than files. */
export function isConnection(entry: unknown): entry is { readonly type: string } {
  const type = (entry as { type?: unknown } | null)?.type;
  return typeof type === "string" && type !== "files";
}

/** The connections under `sources`, each checked against its system. */
export function readConnections(yaml: LocatedYaml, systems: readonly System[]): ReadConnections {
  const sources = (yaml.value as { sources?: unknown } | null)?.sources;
  const entries = Object.entries((sources as Record<string, unknown> | null | undefined) ?? {});
  const read = entries.flatMap(([name, entry]) =>
    isConnection(entry) ? [readConnection(name, entry, { yaml, systems })] : [],
  );
  return {
    connections: read.flatMap(({ connections }) => connections),
    streams: read.flatMap(({ streams }) => streams),
    problems: read.flatMap(({ problems }) => problems),
    unread: read.flatMap(({ unread }) => unread),
  };
}

/** The system of a word after `type:`, in capitals or not; undefined when there is none. */
export function systemOf<T extends Pick<System, "type" | "aliases">>(
  word: string,
  systems: readonly T[],
): T | undefined {
  const small = word.toLowerCase();
  return systems.find(({ type, aliases }) => type === small || aliases.includes(small));
}

function readConnection(
  name: string,
  entry: { readonly type: string },
  { yaml, systems }: { readonly yaml: LocatedYaml; readonly systems: readonly System[] },
): ReadConnections {
  const path = ["sources", name];
  const system = systemOf(entry.type, systems);
  if (system === undefined) {
    const known = ["files", ...systems.flatMap((one) => [one.type, ...one.aliases])];
    const problem = new SmacError("CONFIG_UNKNOWN_SYSTEM", `there is no source of type “${entry.type}”`, {
      at: yaml.at([...path, "type"], "value"),
      hint: nearestAndAll(entry.type, known),
    });
    return { connections: [], streams: [], problems: [problem], unread: [name] };
  }
  const schema = entrySchema(system);
  const parsed = schema.safeParse(entry);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
    const problems = shapeProblems(issues, yaml, around(schema));
    // Its streams stay known, so that what the file says of them is not wrong as well.
    const unset = { name, timezone: null, at: yaml.at(path, "key") };
    return { connections: [], streams: system.streams.map((stream) => source(unset, stream)), problems, unread: [] };
  }
  const { type: _, credentials, streams: asked, timezone, ...settings } = parsed.data;
  const at = yaml.at(path, "key");
  const connection: Connection = {
    name,
    type: system.type,
    title: system.title,
    settings,
    credentials: (credentials as string | undefined) ?? null,
    timezone: (timezone as string | undefined) ?? null,
    at,
  };
  const chosen = chosenStreams(system, asked as readonly string[] | undefined);
  return {
    connections: [connection],
    streams: chosen.map((stream) => source(connection, stream)),
    problems: [],
    unread: [],
  };
}

function entrySchema(system: System): z.ZodObject {
  const names = system.streams.map((stream) => stream.name) as [string, ...string[]];
  return z.strictObject({
    type: z.string().describe(`${system.title}`),
    credentials: z
      .string()
      .regex(credentialPattern)
      .describe(`Where the sign-in is kept, e.g. \${env:ZOHO_BOOKS}; left out: where smac connect put it`)
      .optional(),
    streams: z.array(z.enum(names)).min(1).describe("Which streams are read; default the standard ones").optional(),
    timezone: z
      .string()
      .min(1)
      .describe("IANA time zone of days without offset; default: the project's, e.g. Europe/Paris")
      .optional(),
    ...system.settings.shape,
  });
}

/** The JSON Schema of a file in which every source is such an entry. */
function around(entry: z.ZodObject): Readonly<Record<string, unknown>> {
  const sources = { type: "object", additionalProperties: z.toJSONSchema(entry, { io: "input" }) };
  return { type: "object", properties: { sources } };
}

/** The JSON Schema of `smac.yml` with the keys of every system. */
export function projectJsonSchema(systems: readonly System[]): Record<string, unknown> {
  const schema = modelJsonSchema() as { properties: { sources: { additionalProperties: unknown } } };
  const { sources } = schema.properties;
  const forms = systems.map((system) => {
    const form = z.toJSONSchema(entrySchema(system), { io: "input" }) as { properties: Record<string, unknown> };
    return { ...form, properties: { ...form.properties, type: { enum: [system.type, ...system.aliases] } } };
  });
  const entry = { anyOf: [sources.additionalProperties, ...forms] };
  return { ...schema, properties: { ...schema.properties, sources: { ...sources, additionalProperties: entry } } };
}

function chosenStreams(system: System, asked: readonly string[] | undefined): readonly SystemStream[] {
  if (asked === undefined) return system.streams.filter((stream) => stream.standard !== false);
  return system.streams.filter((stream) => asked.includes(stream.name));
}

function source(connection: Pick<Connection, "name" | "timezone" | "at">, stream: SystemStream): StreamSource {
  return {
    name: `${connection.name}.${stream.name}`,
    connection: connection.name,
    stream: stream.name,
    key: stream.key,
    columns: stream.columns,
    id: streamKey,
    learned: null,
    timezone: connection.timezone,
    dateFormat: null,
    through: null,
    at: connection.at,
  };
}
