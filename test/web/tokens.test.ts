import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(path.join(import.meta.dirname, "..", "..", "web", "src", "tokens.css"), "utf8");

type Rgb = readonly [number, number, number];
const pairs = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }],
  ),
);
const themes = ["light", "dark"] as const;

function rgb(name: string, theme: (typeof themes)[number]): Rgb {
  const hex = pairs.get(name)?.[theme];
  if (hex === undefined) throw new Error(`tokens.css has no colour --${name}`);
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Rgb;
}

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
function light([r, g, b]: Rgb): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}
function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [light(a), light(b)].toSorted((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

// Machado, Oliveira and Fernandes 2009, full severity.
const sights: Readonly<Record<string, readonly number[]>> = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
function seen(colour: Rgb, sight: readonly number[]): Rgb {
  const at = colour.map(linear);
  const row = (from: number): number => {
    const sum = [0, 1, 2].reduce((all, index) => all + (sight[from + index] ?? 0) * (at[index] ?? 0), 0);
    return Math.min(1, Math.max(0, sum));
  };
  return [row(0), row(3), row(6)];
}
/** OKLab of linear light. */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
function distance(a: Rgb, b: Rgb): number {
  const [x, y] = [oklab(a), oklab(b)];
  return 100 * Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

describe.each(themes)("%s", (theme) => {
  const of = (name: string): Rgb => rgb(name, theme);

  test("words can be read wherever they stand", () => {
    for (const name of ["text", "text-2", "text-3", "loss", "gain", "ok", "late", "error"])
      for (const ground of ["canvas", "surface", "raised", "partial", "selected"])
        expect.soft(contrast(of(name), of(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  test("marks and edges that mean something can be seen", () => {
    const marks = ["border-strong", "focus", ...[1, 2, 3, 4].map((n) => `stage-${n}-of-4`)];
    const series = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `series-${n}`);
    for (const name of [...marks, ...series])
      expect.soft(contrast(of(name), of("surface")), name).toBeGreaterThanOrEqual(3);
    for (const name of marks)
      expect.soft(contrast(of(name), of("partial")), `${name} on partial`).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.keys(sights))("eight series are told apart by %s sight", (sight) => {
    const colours = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => seen(of(`series-${n}`), sights[sight] ?? []));
    for (const [index, a] of colours.entries())
      for (const [after, b] of colours.slice(index + 1).entries())
        expect.soft(distance(a, b), `${index + 1} and ${index + after + 2}`).toBeGreaterThanOrEqual(10);
  });
});
