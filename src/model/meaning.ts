import { parse } from "yaml";
import type { Connection, StreamSource, System } from "./connection.ts";
import { isConnection, systemOf } from "./connection.ts";
import type { LocatedYaml, Path } from "./locate.ts";

type Data = Readonly<Record<string, unknown>>;

/**
 * The file as if it had said itself what the rows of its connections mean: the
 * meaning that comes with each system, and over it, line by line, what the file
 * says. The connections are no longer under `sources`. What is not written in
 * the file stands where its connection does.
 */
export function withMeaning(
  yaml: LocatedYaml,
  about: {
    readonly connections: readonly Connection[];
    readonly streams: readonly StreamSource[];
    readonly systems: readonly System[];
  },
): LocatedYaml {
  const own = isData(yaml.value) ? yaml.value : {};
  const given = about.connections.flatMap((connection) => {
    const system = systemOf(connection.type, about.systems);
    return system === undefined ? [] : [{ connection, data: meaningOf(connection, system, about.streams) }];
  });
  if (given.length === 0) return { ...yaml, value: withoutConnections(yaml.value) };
  const base = given.map(({ data }) => data).reduce(together);
  const value = withoutConnections(over(base, own));
  return { ...yaml, value, at: (path, part) => placeOf(path, part, { yaml, given }) };
}

/** The meaning of one connection's rows, in the words of smac.yml: its streams by their full names, its activities by the connection's. */
export function meaningOf(
  connection: Pick<Connection, "name">,
  system: System,
  streams: readonly Pick<StreamSource, "connection" | "stream">[],
): Data {
  const data = (parse(system.meaning.yaml) ?? {}) as Data;
  const known = new Set(streams.flatMap((one) => (one.connection === connection.name ? [one.stream] : [])));
  const named = withKinds(fullNames(data, { name: connection.name, known }) as Data, data);
  const activities = Object.entries(isData(named["activities"]) ? named["activities"] : {});
  const prefixed = activities.map(([name, entry]) => [
    `${connection.name}-${name}`,
    isData(entry) ? { kind: { text: name }, ...entry } : entry,
  ]);
  return activities.length === 0 ? named : { ...named, activities: Object.fromEntries(prefixed) };
}

/** Definitions without the kinds of activities whose streams are not read. */
function withKinds(named: Data, whole: Data): Data {
  const gone = kindsOf(whole).filter((kind) => !kindsOf(named).includes(kind));
  const definitions = Object.entries(dataAt(named, "definitions")).map(([name, definition]) => {
    const activity = isData(definition) ? definition["activity"] : undefined;
    if (!isData(definition) || !Array.isArray(activity)) return [name, definition];
    return [name, { ...definition, activity: activity.filter((kind) => !gone.includes(kind as string)) }];
  });
  return definitions.length === 0 ? named : { ...named, definitions: Object.fromEntries(definitions) as Data };
}

function kindsOf(data: Data): readonly string[] {
  return Object.entries(dataAt(data, "activities")).flatMap(([name, activity]) => {
    const kind = isData(activity) ? activity["kind"] : undefined;
    if (kind === undefined) return [name];
    return isData(kind) && typeof kind["text"] === "string" ? [kind["text"]] : [];
  });
}

/** Puts the connection's name before every stream after `from`; what is read from other streams is left out. */
function fullNames(value: unknown, about: { readonly name: string; readonly known: ReadonlySet<string> }): unknown {
  if (Array.isArray(value)) return value.flatMap((item) => (isOut(item, about.known) ? [] : [fullNames(item, about)]));
  if (!isData(value)) return value;
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    if (isOut(inner, about.known)) return [];
    if (key === "from" && typeof inner === "string") return [[key, `${about.name}.${inner}`]];
    const full = fullNames(inner, about);
    return Array.isArray(full) && full.length === 0 ? [] : [[key, full]];
  });
  return Object.fromEntries(entries) as Data;
}

function isOut(value: unknown, known: ReadonlySet<string>): boolean {
  return isData(value) && typeof value["from"] === "string" && !known.has(value["from"]);
}

const listed = ["clusters", "memberships", "attributes"] as const;

/** The meaning of two connections: entries side by side, of one definition the first. */
function together(a: Data, b: Data): Data {
  const sections = [...new Set([...Object.keys(a), ...Object.keys(b)])].map((section) => {
    const [left, right] = [dataAt(a, section), dataAt(b, section)];
    if (section === "stages") return [section, stagesTogether(left, right)];
    if (!(listed as readonly string[]).includes(section)) return [section, { ...left, ...right, ...left }];
    const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    const entries = names.map((name) => [name, [...entriesOf(left[name]), ...entriesOf(right[name])]]);
    return [section, Object.fromEntries(entries)];
  });
  return Object.fromEntries(sections) as Data;
}

function stagesTogether(a: Data, b: Data): Data {
  const both = Object.fromEntries(
    ["rules", "history"].flatMap((key) => {
      const entries = [...entriesOf(a[key]), ...entriesOf(b[key])];
      return entries.length === 0 ? [] : [[key, entries]];
    }),
  );
  return { ...b, ...a, ...both };
}

/** What the file says, over what comes with the systems. */
function over(base: Data, own: Data): Data {
  const sections = [...new Set([...Object.keys(own), ...Object.keys(base)])].map((section) => [
    section,
    section in base ? sectionOver(section, base[section], own[section]) : own[section],
  ]);
  return Object.fromEntries(sections) as Data;
}

function sectionOver(section: string, base: unknown, own: unknown): unknown {
  if (own === undefined) return base;
  if (!isData(own) || !isData(base)) return own;
  if (section === "stages") return stagesOver(base, own);
  const names = [...new Set([...Object.keys(own), ...Object.keys(base)])].filter((name) => own[name] !== false);
  const merge = (listed as readonly string[]).includes(section) ? entriesOver : entryOver;
  return Object.fromEntries(names.map((name) => [name, merge(base[name], own[name])]));
}

/** Stages are read in one way: the file's own way replaces that of the systems. */
function stagesOver(base: Data, own: Data): Data {
  const ways = ["history", "attribute", "rules"];
  const kept = ways.some((way) => way in own)
    ? Object.fromEntries(Object.entries(base).filter(([key]) => !ways.includes(key)))
    : base;
  return { ...kept, ...own };
}

function entryOver(base: unknown, own: unknown): unknown {
  if (own === undefined) return base;
  return isData(base) && isData(own) ? { ...base, ...own } : own;
}

/** The file's entries first; one from the same source as an entry of the systems, or from none, changes that one. */
function entriesOver(base: unknown, own: unknown): unknown {
  if (own === undefined) return base;
  const standing = entriesOf(base);
  if (standing.length === 0) return own;
  const changed = new Set<unknown>();
  const written = entriesOf(own).map((entry) => {
    if (!isData(entry)) return entry;
    const from = entry["from"];
    const same = standing.find((one) => isData(one) && (from === undefined || one["from"] === from));
    if (!isData(same)) return entry;
    changed.add(same);
    return { ...same, ...entry };
  });
  return [...written, ...standing.filter((entry) => !changed.has(entry))];
}

function withoutConnections(value: unknown): unknown {
  if (!isData(value) || !isData(value["sources"])) return value;
  const files = Object.entries(value["sources"]).filter(([, entry]) => !isConnection(entry));
  return { ...value, sources: Object.fromEntries(files) };
}

/** What the file does not hold stands where the connection that brought it does. */
function placeOf(
  path: Path,
  part: "key" | "value",
  about: {
    readonly yaml: LocatedYaml;
    readonly given: readonly { readonly connection: Connection; readonly data: Data }[];
  },
): ReturnType<LocatedYaml["at"]> {
  const { yaml, given } = about;
  const written = writtenPath(path, yaml.value);
  if (written !== null) return yaml.at(written, part);
  const [section, name] = path;
  const bringer = given.find(({ data }) => {
    const inner = dataAt(data, String(section));
    return name === undefined || typeof name === "number" || name in inner;
  });
  return bringer === undefined ? yaml.at(path, part) : bringer.connection.at;
}

/** The path as the file has it (an entry that became one of several has no number there); null when it has none. */
function writtenPath(path: Path, root: unknown): Path | null {
  const written: (string | number)[] = [];
  let value = root;
  for (const step of path) {
    if (step === 0 && isData(value)) continue;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return null;
    value = (value as Record<string | number, unknown>)[step];
    written.push(step);
  }
  return written;
}

function dataAt(data: Data, key: string): Data {
  const value = data[key];
  return isData(value) ? value : {};
}

function entriesOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
