import { afterEach, describe } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { describeErrors } from "./errors.ts";
import { type EngineRig, ableOn } from "./rig.ts";
import { describeStops } from "./stops.ts";
import { describeStreams } from "./streams.ts";
import { describeTables } from "./tables.ts";
import { describeValues } from "./values.ts";

/**
 * What every SQL engine must do, against the real one: values in the units of
 * the product, tables of one connection, streams, statements that are stopped,
 * and errors with a next step. Statements are those that the program writes for
 * every engine.
 *
 * @example
 * ```ts
 * describeEngine("DuckDB in memory", { open: () => openEngine({ path: null }), without: null, … });
 * ```
 */
export function describeEngine(name: string, rig: EngineRig): void {
  const opened: Engine[] = [];
  const closing = (engine: Engine): Engine => {
    opened.push(engine);
    return engine;
  };
  afterEach(async () => {
    for (const engine of opened.splice(0)) await engine.close();
  });
  const bench = { rig, closing, open: async () => closing(await rig.open()), able: ableOn(rig) };
  const { without } = rig;
  describe.skipIf(without !== null)(`engine ${name}${without === null ? "" : ` (${without})`}`, () => {
    describeValues(bench);
    describeTables(bench);
    describeStreams(bench);
    describeStops(bench);
    describeErrors(bench);
  });
}
