import { describe, expect, test } from "vitest";
import { randomStream } from "./random.ts";

const draws = (seed: number, stream: number) => {
  const random = randomStream(seed, stream);
  return Array.from({ length: 5 }, () => random.next());
};

describe("a stream of random choices", () => {
  test("is the same for the same seed and stream, on every machine", () => {
    // Computed apart, from the generator's definition.
    expect(draws(1, 1)).toEqual([484120433, 2736689679, 2906006315, 3607241345, 2007541689]);
  });

  test("differs between seeds, also far beyond 32 bits, and between streams", () => {
    const streams = [draws(1, 1), draws(2, 1), draws(1, 2), draws(1 + 2 ** 32, 1), draws(1 + 2 ** 40, 1)];
    expect(new Set(streams.map((s) => s.join())).size).toBe(5);
  });

  test("draws every number below the limit about equally often", () => {
    const random = randomStream(7, 0);
    const counts = Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) counts[random.below(6)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  test("draws by weight, and never what weighs nothing", () => {
    const random = randomStream(7, 1);
    const counts = [0, 0, 0];
    for (let i = 0; i < 40_000; i++) counts[random.weighted([3, 0, 1])]! += 1;
    expect(counts[1]).toBe(0);
    expect(Math.abs((counts[0] ?? 0) - 30_000)).toBeLessThan(600);
  });

  test("says so when there is nothing to pick from", () => {
    expect(() => randomStream(1, 1).pick([])).toThrow("nothing to pick from");
  });
});
