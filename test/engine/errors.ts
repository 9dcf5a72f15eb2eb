import { describe, expect, test } from "vitest";
import { SmacError } from "../../src/errors.ts";
import { type Bench, type Mistake, crowd, endless } from "./rig.ts";

const mistaken: Readonly<Record<Mistake, string>> = {
  syntax: "selec 1",
  "unknown table": "select n from nowhere",
  "unknown column": "select nothing from (select 1 as n) x",
};

/** Wrong only in what it means: no engine has another name for that. */
const meaningless = ["select sum(n) as s, m from (select 1 as n, 2 as m) x", "select abs('x') as a"];

const meeting = {
  large:
    "select list(n) as l from (select unnest(range(0, 10000)) as n) x cross join (select unnest(range(0, 1000)) as m) y",
  long: endless,
} as const;

/** What goes wrong, and what is said of it. */
export function describeErrors({ rig, open, closing }: Bench): void {
  describe("errors", () => {
    test.each(meaningless)("%s is a bug that carries its SQL", async (sql) => {
      const engine = await open();
      const error: unknown = await engine.rows(sql).catch((failed: unknown) => failed);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(SmacError);
      expect(String((error as Error).cause)).toMatch(/^select (sum|abs)/);
      expect(await engine.rows("select 1 as one")).toEqual([{ one: 1 }]);
    });

    test.each(Object.keys(mistaken) as readonly Mistake[])("a mistake is told by its name: %s", async (mistake) => {
      const engine = await open();
      const error: unknown = await engine.rows(mistaken[mistake]).catch((failed: unknown) => failed);
      expect(error).toBeInstanceOf(Error);
      expect(error instanceof SmacError ? error.code : null).toBe(rig.mistakes[mistake]);
      expect(await engine.rows("select 1 as one")).toEqual([{ one: 1 }]);
    });

    test.each(rig.limits.map((limit) => [limit.what, limit] as const))(
      "%s is told, with what to do",
      async (_, limit) => {
        const engine = closing(await limit.open());
        if (limit.meets === "long") await crowd(engine, 10);
        await expect(engine.rows(meeting[limit.meets])).rejects.toMatchObject({
          code: limit.code,
          recovery: "retry",
          hint: expect.stringMatching(limit.hint) as string,
        });
        expect(await engine.rows("select 1 as one")).toEqual([{ one: 1 }]);
      },
    );
  });
}
