import type { Engine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import { instant, int, raw, sql, text } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import { suggestion } from "../text/nearest.ts";
import type { Instant } from "../time/instant.ts";
import { checkMerge, rootsOf } from "./key-map.ts";
import type { Merge } from "./key-map.ts";
import { keySources } from "./keys.ts";

/** How key changes name what a key belongs to: `member`, or `cluster:` and the kind. */
export function keySpace(kind: string | null): string {
  return kind === null ? "member" : `cluster:${kind}`;
}

/**
 * Records that one key is another name of a second; facts are untouched, so
 * restoring brings everything back, and earlier moments still show two.
 *
 * @throws SmacError `STORE_UNKNOWN_KEY`, `STORE_MERGE_SELF`, `STORE_MERGE_TWICE`, `STORE_MERGE_CYCLE`.
 */
export async function mergeKeys(engine: Engine, space: string, merge: Merge, now: Instant): Promise<void> {
  await mustExist(engine, space, merge.from);
  await mustExist(engine, space, merge.into);
  checkMerge(await standingMerges(engine, space), merge);
  await record(engine, { action: "merge", space, key: merge.from, into: merge.into, at: null, now });
  await writeMap(engine, space, now);
}

/**
 * Records merges that a connected system tells. Told again, a merge changes
 * nothing; one that a person took back stays taken back; one of a key that is
 * merged already joins what it is merged into. Gives the keys that are counted
 * in another way now, all that are counted as one with them included.
 */
export async function mergeToldKeys(
  engine: Engine,
  space: string,
  told: readonly Merge[],
  now: Instant,
): Promise<readonly string[]> {
  const next = new Map((await standingMerges(engine, space)).map(({ from, into }) => [from, into]));
  const root = (key: string): string => {
    let at = key;
    for (let into = next.get(at); into !== undefined; into = next.get(at)) at = into;
    return at;
  };
  const undone = await takenBack(engine, space);
  const moved: string[] = [];
  for (const { from: key, into } of told) {
    const from = root(key);
    if (key === "" || into === "" || from === root(into) || undone.has(pair(from, into))) continue;
    await record(engine, { action: "merge", space, key: from, into, at: null, now });
    next.set(from, into);
    moved.push(from);
  }
  if (moved.length === 0) return [];
  await writeMap(engine, space, now);
  const roots = new Set(moved.map(root));
  return [...new Set([...roots, ...[...next.keys()].filter((key) => roots.has(root(key)))])];
}

async function takenBack(engine: Engine, space: string): Promise<ReadonlySet<string>> {
  const statement = sql`SELECT key AS "from", into_key AS "into" FROM key_changes
WHERE action = 'merge' AND undone IS NOT NULL AND kind = ${text(space)}`;
  const rows = await engine.rows<Merge>(statement.sql, statement.params);
  return new Set(rows.map(({ from, into }) => pair(from, into)));
}

function pair(from: string, into: string): string {
  return JSON.stringify([from, into]);
}

/** Records that a key is deleted from an instant on; null: it never was. A second deletion replaces the first. */
export async function deleteKey(
  engine: Engine,
  space: string,
  deletion: { readonly key: string; readonly at: Instant | null; readonly now: Instant },
): Promise<void> {
  await mustExist(engine, space, deletion.key);
  await undo(engine, sql`action = 'delete' AND kind = ${text(space)} AND key = ${text(deletion.key)}`, deletion.now);
  await record(engine, { action: "delete", space, key: deletion.key, into: null, at: deletion.at, now: deletion.now });
}

/**
 * Takes back the merge and the deletion of a key; gives what was taken back.
 *
 * @throws SmacError `STORE_NOTHING_TO_RESTORE`.
 */
export async function restoreKey(engine: Engine, space: string, key: string, now: Instant): Promise<readonly string[]> {
  const which = sql`kind = ${text(space)} AND key = ${text(key)}`;
  const found = sql`SELECT action FROM key_changes WHERE undone IS NULL AND ${which} ORDER BY change_id`;
  const actions = (await engine.rows<{ action: string }>(found.sql, found.params)).map((row) => row.action);
  if (actions.length === 0) {
    throw new SmacError("STORE_NOTHING_TO_RESTORE", `“${key}” is neither merged nor deleted`);
  }
  await undo(engine, which, now);
  await writeMap(engine, space, now);
  return actions;
}

/** The keys that stand for the same thing as a key: itself and those merged with it. */
export async function groupOf(engine: Engine, space: string, key: string): Promise<readonly string[]> {
  const roots = rootsOf(await standingMerges(engine, space));
  const root = roots.get(key) ?? key;
  return [root, ...[...roots].flatMap(([from, into]) => (into === root ? [from] : []))];
}

async function standingMerges(engine: Engine, space: string): Promise<readonly Merge[]> {
  const statement = sql`SELECT key AS "from", into_key AS "into" FROM key_changes
WHERE action = 'merge' AND undone IS NULL AND kind = ${text(space)} ORDER BY change_id`;
  return engine.rows<{ from: string; into: string }>(statement.sql, statement.params);
}

interface Change {
  readonly action: "merge" | "delete";
  readonly space: string;
  readonly key: string;
  readonly into: string | null;
  readonly at: Instant | null;
  readonly now: Instant;
}

async function record(engine: Engine, change: Change): Promise<void> {
  const at = change.at === null ? raw("NULL") : instant(change.at);
  await execute(
    engine,
    sql`INSERT INTO key_changes SELECT (SELECT coalesce(max(change_id), 0) + 1 FROM key_changes), ${text(change.action)}, ${text(change.space)},
${text(change.key)}, ${text(change.into)}, ${at}, ${instant(change.now)}, NULL`,
  );
}

async function undo(engine: Engine, which: Fragment, now: Instant): Promise<void> {
  await execute(engine, sql`UPDATE key_changes SET undone = ${instant(now)} WHERE undone IS NULL AND ${which}`);
}

/** Brings `key_map`, the resolved merges with their history, up to those that stand. */
async function writeMap(engine: Engine, space: string, now: Instant): Promise<void> {
  const wanted = rootsOf(await standingMerges(engine, space));
  const statement = sql`SELECT key, into_key AS root FROM key_map WHERE forgotten IS NULL AND kind = ${text(space)}`;
  const known = await engine.rows<{ key: string; root: string }>(statement.sql, statement.params);
  for (const { key, root } of known) {
    if (wanted.get(key) === root) continue;
    const own = sql`kind = ${text(space)} AND key = ${text(key)} AND forgotten IS NULL`;
    await execute(engine, sql`UPDATE key_map SET forgotten = ${instant(now)} WHERE ${own}`);
  }
  const kept = new Map(known.map(({ key, root }) => [key, root]));
  for (const [key, root] of wanted) {
    if (kept.get(key) === root) continue;
    await execute(
      engine,
      sql`INSERT INTO key_map VALUES (${text(space)}, ${text(key)}, ${text(root)}, ${instant(now)}, NULL)`,
    );
  }
}

/** @throws SmacError `STORE_UNKNOWN_KEY` with the nearest keys, when no fact names the key. */
export async function mustExist(engine: Engine, space: string, key: string): Promise<void> {
  const all = await keySources(engine, space);
  const found = sql`SELECT 1 AS one FROM (${all}) WHERE key = ${text(key)} LIMIT 1`;
  if ((await engine.rows(found.sql, found.params)).length > 0) return;
  const near = sql`SELECT key FROM (SELECT DISTINCT key FROM (${all})) ORDER BY levenshtein(lower(key), lower(${text(key)})), key LIMIT ${int(5)}`;
  const keys = (await engine.rows<{ key: string }>(near.sql, near.params)).map((row) => row.key);
  const what = space === "member" ? "member" : space.slice("cluster:".length);
  throw new SmacError("STORE_UNKNOWN_KEY", `there is no ${what} “${key}” in the store`, {
    hint: keys.length === 0 ? "import your files first" : suggestion(key, keys),
  });
}

async function execute(engine: Engine, statement: Fragment): Promise<void> {
  await engine.run(statement.sql, statement.params);
}
