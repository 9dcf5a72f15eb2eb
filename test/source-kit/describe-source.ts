import { afterEach, describe } from "vitest";
import { describeBadInput } from "./bad-input.ts";
import { describeChanges } from "./changes.ts";
import { bench } from "./reading.ts";
import type { Bench } from "./reading.ts";
import type { MakeRig, Rig } from "./rig.ts";
import { describeShape } from "./shape.ts";
import { describeStops } from "./stops.ts";
import { describeTroubles } from "./troubles.ts";

/** Starts a bench for one test; it is closed behind it. */
export type StartBench = () => Promise<Bench>;

/**
 * What every source of a connected system must pass, against its stand-in over
 * real HTTP: its shape, what it reads as rows change, stops at any place, and
 * every trouble of a hostile service.
 *
 * @example
 * ```ts
 * describeSource("museum-desk", museumRig);
 * ```
 */
export function describeSource(name: string, make: MakeRig): void {
  const open: Rig[] = [];
  afterEach(async () => {
    for (const rig of open.splice(0)) await rig.close();
  });
  const start: StartBench = async () => {
    const started = await bench(make);
    open.push(started.rig);
    return started;
  };
  describe(`source ${name}`, () => {
    describeShape(start);
    describeChanges(start);
    describeStops(start);
    describeTroubles(start);
    describeBadInput(start);
  });
}
