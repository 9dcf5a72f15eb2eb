import { expect, test } from "vitest";
import { parse } from "yaml";
import { configSchema } from "../../src/model/schema.ts";
import type { SourceType } from "../../src/sources/kit/source.ts";
import type { StartBench } from "./describe-source.ts";
import { check, differences, leaked, read } from "./reading.ts";

/** What can be said of a source before, and after, it is read once. */
export function describeShape(start: StartBench): void {
  test("its words are plain, its streams have keys, its settings and questions say what they are", async () => {
    const { rig } = await start();
    expect(flaws(rig.source)).toEqual([]);
  });

  test("what its rows mean is said in the words of smac.yml, of streams and columns it has", async () => {
    const { rig } = await start();
    const { streams, meaning } = rig.source;
    const said = parse(meaning.yaml) as Record<string, unknown>;
    const sources = Object.fromEntries(streams.map(({ name }) => [name, { files: "x.csv" }]));
    const { error } = configSchema.safeParse({ sources, ...said });
    expect(error?.message ?? "").toBe("");
    const from = valuesOf(said, "from");
    expect(from.filter((stream) => !streams.some(({ name }) => name === stream))).toEqual([]);
    expect(from.length).toBeGreaterThan(0);
    expect(meaning.words.length).toBeGreaterThan(0);
  });

  test("checking finds everything in order", async () => {
    const on = await start();
    const steps = await check(on);
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(steps.length).toBeGreaterThan(0);
    expect(leaked(on)).toEqual([]);
  });

  test("nothing is sent before the first question", async () => {
    const on = await start();
    await read(on, { streams: [] });
    expect(on.rig.calls()).toBe(0);
  });

  test("the first reading gives every row, and the columns that its meaning uses", async () => {
    const on = await start();
    const came = await read(on);
    expect(came.errors).toEqual(new Map());
    expect(differences(on)).toEqual([]);
    expect(
      on.streams.every(({ name }) => on.kept.size(name) > 1),
      "each stream needs two rows or more",
    ).toBe(true);
    expect(leaked(on)).toEqual([]);
  });

  test("wrong credentials: checking says so and what to do, reading fails, nothing is told", async () => {
    const on = await start();
    const steps = await check(on, on.rig.wrong);
    const bad = steps.filter(({ ok }) => !ok);
    expect(bad.map(({ step }) => step)).toContain("sign-in");
    expect(bad.every(({ found, hint }) => found !== "" && hint !== undefined)).toBe(true);
    const came = await read(on, { credentials: on.rig.wrong });
    expect([...came.errors.values()]).toEqual(
      on.streams.map(() => expect.objectContaining({ code: "SOURCE_SIGN_IN" })),
    );
    expect(leaked(on)).toEqual([]);
  });
}

function flaws(source: SourceType): string[] {
  const found: string[] = [];
  const note = (wrong: boolean, what: string): void => void (wrong && found.push(what));
  note(![source.type, ...source.aliases].every((word) => /^[a-z][a-z0-9-]*$/.test(word)), "type in kebab-case");
  const named = source.streams.map(({ name }) => name);
  note(new Set(named).size !== named.length, "two streams of one name");
  for (const { name, key, columns, needs, about } of source.streams) {
    note(!/^[a-z][a-z0-9_]*$/.test(name), `${name}: in snake case`);
    note(key.length === 0, `${name}: no key`);
    note(
      key.some((column) => !columns.includes(column)),
      `${name}: its key is not among its columns`,
    );
    note(new Set(columns).size !== columns.length, `${name}: a column twice`);
    note(needs === "" || about === "", `${name}: what it needs or is about`);
  }
  for (const [name, schema] of Object.entries(source.settings.shape))
    note(((schema as { description?: string }).description ?? "") === "", `setting ${name}: no description`);
  note(source.signIn.length === 0, "no way to sign in");
  for (const way of source.signIn) {
    note(way.steps.length === 0, `${way.name}: no steps`);
    for (const { name, ask } of way.asks) note(!/^[a-z][a-z0-9_]*$/.test(name) || ask === "", `${way.name}: ${name}`);
    note(!way.asks.some(({ secret }) => secret), `${way.name}: nothing secret is asked`);
  }
  return found;
}

function valuesOf(node: unknown, key: string): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) =>
    name === key && typeof value === "string" ? [value] : valuesOf(value, key),
  );
}
