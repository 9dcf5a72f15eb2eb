import { expect, test } from "vitest";
import type { SmacError } from "../../src/errors.ts";
import type { StartBench } from "./describe-source.ts";
import { differences, leaked, read, untold } from "./reading.ts";
import type { BadInput } from "./rig.ts";

const inputs: readonly BadInput[] = [
  "wrong credentials",
  "wrong region or address",
  "revoked token",
  "missing scope or permission",
  "wrong organisation",
  "suspended API",
  "plan without API",
  "unknown object",
  "unknown field",
];

/** What is wrong until somebody mends it: told clearly, harmless for the other streams and for what was read. */
export function describeBadInput(start: StartBench): void {
  test.each(inputs)(
    "%s: one clear message, the others go on, nothing is lost, the next reading heals",
    async (input) => {
      const on = await start();
      expect((await read(on)).errors).toEqual(new Map());
      const sizes = on.streams.map(({ name }) => on.kept.size(name));
      on.world.pass(7 * 60_000);
      const state = on.rig.bad?.(input) ?? null;
      if (state === null) return;
      for (const { name } of on.streams) on.rig.mutate(name, "insert");
      const { fails, credentials, settings } = state;
      const shown = on.shown.length;
      const came = await read(on, {
        ...(credentials === undefined ? {} : { credentials }),
        ...(settings === undefined ? {} : { settings }),
      });
      const names = fails === "all" ? on.streams.map(({ name }) => name) : fails;
      expect([...came.errors.keys()]).toEqual(names);
      expect(untold(came)).toEqual([]);
      for (const error of came.errors.values() as Iterable<SmacError>) {
        expect([error.code, `${error.message} ${error.hint}`]).toEqual([state.code, expect.stringMatching(state.says)]);
        expect(`${error.message} ${error.hint}`).not.toMatch(/https?:|127\.0\.0\.1/);
      }
      if (names.length === 0) expect(on.shown.slice(shown).join("\n")).toMatch(state.says);
      for (const stream of on.streams.filter(({ name }) => !names.includes(name) && state.code !== "noted"))
        expect(on.kept.differences(stream, on.rig.expected(stream.name)), "of another stream").toEqual([]);
      for (const [i, { name }] of on.streams.entries())
        expect(on.kept.size(name)).toBeGreaterThanOrEqual(sizes[i] ?? 0);
      state.mend?.();
      on.world.pass(20 * 60_000);
      expect((await read(on)).errors).toEqual(new Map());
      expect(differences(on)).toEqual([]);
      expect(leaked(on)).toEqual([]);
    },
  );
}
