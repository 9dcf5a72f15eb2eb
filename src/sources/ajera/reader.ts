import type { SourceContext } from "../kit/source.ts";
import type { Json } from "../kit/row.ts";
import { ajeraCalls, listIn, TooManyKeys } from "./calls.ts";
import type { AjeraCalls } from "./calls.ts";
import type { ApiVersion, Content } from "./answer.ts";
import { refusal } from "./refusal.ts";
import { keptAnswers } from "./kept-answers.ts";
import type { KeptAnswers } from "./kept-answers.ts";
import type { AjeraSettings } from "./settings.ts";

/** What reading a stream needs of an opened connection. */
export interface AjeraReader {
  /** Begins messages, e.g. `office (Ajera)`. */
  readonly name: string;
  readonly calls: AjeraCalls;
  readonly settings: AjeraSettings;
  readonly kept: KeptAnswers;
  readonly note: (text: string) => void;
  /** Now, microseconds since 1970 UTC. */
  readonly now: () => number;
}

/** A method that lists rows. */
export interface ListMethod {
  readonly method: string;
  readonly version: ApiVersion;
  /** Where the rows stand in the answer, e.g. `Clients`. */
  readonly key: string;
}

/** A method that answers with the whole rows of keys. */
export interface KeyedMethod {
  readonly method: string;
  readonly version: ApiVersion;
  /** The argument that takes the keys, e.g. `RequestedClients`. */
  readonly argument: string;
  /** How many keys a call may hold. */
  readonly most: number;
  /** Where the rows stand in the answer, e.g. `Clients`. */
  readonly rows: string;
  /** Under which name a row has its key, e.g. `ClientKey`. */
  readonly key: string;
  /** Several streams are made of its answers: they are asked for once. */
  readonly shared?: true;
}

/** A reader of a connection; nothing is sent yet. */
export function ajeraReader(context: SourceContext): AjeraReader {
  return {
    name: `${context.name} (Ajera)`,
    calls: ajeraCalls(context),
    settings: context.settings as AjeraSettings,
    kept: keptAnswers(),
    note: context.note,
    now: context.world.now,
  };
}

type Args = { readonly [name: string]: Json };

/**
 * All rows of a list: in one answer, or in pages where the settings say so. A
 * list that changes while it is paged is read again.
 */
export async function listRows(reader: AjeraReader, list: ListMethod, args: Args): Promise<Content[]> {
  const { calls, settings, name } = reader;
  const about = { name, method: list.method };
  if (settings.page_size === 0) {
    const { content } = await calls.call({ method: list.method, version: list.version, args });
    return listIn(content, list.key, about);
  }
  for (let tries = 0; tries < 3; tries++) {
    const rows = await pagedRows(reader, list, args);
    if (rows !== null) return rows;
  }
  reader.note(`${name}: ${list.method} changes while it is read in pages; it is read in one piece`);
  const { content } = await calls.call({ method: list.method, version: list.version, args });
  return listIn(content, list.key, about);
}

/** The rows of all pages; null when they have moved between the calls. */
async function pagedRows(reader: AjeraReader, list: ListMethod, args: Args): Promise<Content[] | null> {
  const size = reader.settings.page_size;
  const rows: Content[] = [];
  let first: number | null = null;
  for (let number = 1; ; number++) {
    const page = { number, size };
    const { content, pages } = await reader.calls.call({ method: list.method, version: list.version, args, page });
    const found = listIn(content, list.key, { name: reader.name, method: list.method });
    rows.push(...found);
    // An installation that does not know pages answers with everything.
    if (number === 1 && (pages === null || found.length > size)) return rows;
    first ??= pages;
    if (pages !== first) return null;
    if (number >= (pages ?? 0)) break;
  }
  const distinct = new Set(rows.map((row) => JSON.stringify(row))).size;
  return distinct === rows.length ? rows : null;
}

/** Keys to ask for, and how to see which of them are there by now. */
export interface AskedKeys {
  readonly keys: readonly number[];
  /** Lists the keys anew. */
  readonly listed: () => Promise<readonly number[]>;
}

/**
 * The answers of a method for many keys, a batch at a time. Keys that are left
 * out of them are asked for once more; then those that are not listed any more
 * are deleted, and any other is an error, since it must not look as if it was gone.
 *
 * @throws SmacError `SOURCE_BAD_ANSWER`, and what the calls throw
 */
export async function* answersFor(
  reader: AjeraReader,
  keyed: KeyedMethod,
  asked: AskedKeys,
): AsyncGenerator<Content, void, undefined> {
  const { shared: _, ...unshared } = keyed;
  const missing = new Set(asked.keys);
  // What was left out is not looked for in the answer that is kept.
  for (const method of [keyed, unshared]) {
    for await (const content of inBatches(reader, method, [...missing])) {
      for (const row of listIn(content, keyed.rows, { name: reader.name, method: keyed.method })) {
        const key = keyIn(row, keyed.key);
        if (key !== null) missing.delete(key);
      }
      yield content;
    }
    if (missing.size === 0) return;
  }
  const listed = (await asked.listed()).filter((key) => missing.has(key));
  if (listed.length > 0) throw refusal.leftOut(reader.name, keyed.method, listed);
}

/** The answers for keys, a batch at a time; smaller batches where Ajera asks for them. */
async function* inBatches(
  reader: AjeraReader,
  keyed: KeyedMethod,
  keys: readonly number[],
): AsyncGenerator<Content, void, undefined> {
  let most = keyed.most;
  for (let next = 0; next < keys.length;) {
    const batch = keys.slice(next, next + most);
    try {
      const call = { method: keyed.method, version: keyed.version, args: { [keyed.argument]: batch } };
      const ask = async (): Promise<Content> => (await reader.calls.call(call)).content;
      yield keyed.shared === true ? await reader.kept.get(JSON.stringify(call), ask) : await ask();
      next += batch.length;
    } catch (error) {
      if (!(error instanceof TooManyKeys)) throw error;
      if (batch.length === 1) throw refusal.oneKey(reader.name, keyed.method, error.message);
      most = Math.ceil(batch.length / 2);
    }
  }
}

/** The whole number under a name of a row; null when there is none. */
export function keyIn(row: Content, name: string): number | null {
  const value = row[name];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : null;
}
