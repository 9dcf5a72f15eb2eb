import { expect, test } from "vitest";
import { packIndex, unpackIndex } from "./index-file.ts";
import type { SweepInput } from "./input.ts";

const input: SweepInput = {
  clusters: 2,
  members: 1,
  products: 1,
  labels: [{ stage: 1, by: ["Zürich", null] }],
  activity: {
    rows: 3,
    offsets: Int32Array.of(0, 1, 3),
    day: Int32Array.of(10, 11, 12),
    events: Float64Array.of(1, 2, 0.5),
    labelEvents: null,
    member: Int32Array.of(0, -1, 0),
    product: null,
    label: null,
  },
  states: {
    rows: 1,
    offsets: Int32Array.of(0, 1, 1),
    fromAt: Float64Array.of(-Infinity),
    toAt: Float64Array.of(Infinity),
    fromDay: Int32Array.of(-2147483648),
    toDay: Int32Array.of(2147483647),
    label: Int32Array.of(0),
    present: Uint8Array.of(1),
  },
  belonging: null,
  ownHistory: null,
  eventUnit: 1,
  unattributed: { day: Int32Array.of(), events: Float64Array.of() },
};
const packed = { about: "load 7", told: { products: ["a"] }, input };

test("an index comes out of its bytes as it went in", () => {
  expect(unpackIndex(packIndex(packed), "load 7")).toEqual(packed);
});

test("its columns lie in the bytes themselves, which threads can share", () => {
  const bytes = packIndex(packed);
  const opened = unpackIndex(bytes, "load 7");
  if (typeof opened === "string") throw new Error(opened);
  expect(opened.input.activity.day.buffer).toBe(bytes.buffer);
  expect(bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test("other data, another format, a cut and every changed byte are told", () => {
  const bytes = packIndex(packed);
  expect(unpackIndex(bytes, "load 8")).toBe("it was made of other data");
  const without = (count: number) => {
    const shorter = new Uint8Array(new SharedArrayBuffer(count));
    shorter.set(bytes.subarray(0, count));
    return shorter;
  };
  expect(unpackIndex(without(bytes.length - 8), "load 7")).toBe("it is cut off");
  expect(unpackIndex(without(bytes.length - 3), "load 7")).toBe("it is cut off");
  expect(unpackIndex(without(0), "load 7")).toBe("it is cut off");
  const silent = bytes.findLastIndex((_, at) => {
    // The last word of the lead means nothing.
    if (at >= 20 && at < 24) return false;
    const changed = without(bytes.length);
    changed[at] = (changed[at] as number) ^ 4;
    return typeof unpackIndex(changed, "load 7") !== "string";
  });
  expect(silent).toBe(-1);
});
