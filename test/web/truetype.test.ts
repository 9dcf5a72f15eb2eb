import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { fontOf } from "../../web/src/pictures/truetype.ts";

const read = (name: string): ArrayBuffer => {
  const bytes = readFileSync(
    createRequire(import.meta.url).resolve(`@fontsource/inter/files/inter-${name}-normal.woff`),
  );
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};

test("a WOFF file becomes a TrueType file with its letters and widths", async () => {
  const font = await fontOf(read("latin-400"));
  expect(font.file.slice(0, 4)).toEqual(new Uint8Array([0, 1, 0, 0]));
  for (const letter of "Aa0–−€ü") expect(font.glyphOf(letter.codePointAt(0) ?? 0), letter).toBeGreaterThan(0);
  expect(font.glyphOf(0x25b2)).toBe(0);
  expect(font.glyphOf(0x4e2d)).toBe(0);
  const wide = (letter: string): number => font.widthOf(font.glyphOf(letter.codePointAt(0) ?? 0));
  expect(wide("m")).toBeGreaterThan(wide("i") * 2);
  expect(wide("m")).toBeLessThan(1000);
  expect(Math.round(font.ascent)).toBe(969);
});

test("each part of the letters has its file, and what is no font is refused", async () => {
  const [greek, cyrillic] = [await fontOf(read("greek-600")), await fontOf(read("cyrillic-600"))];
  expect(greek.glyphOf("Ω".codePointAt(0) ?? 0)).toBeGreaterThan(0);
  expect(cyrillic.glyphOf("Ж".codePointAt(0) ?? 0)).toBeGreaterThan(0);
  await expect(fontOf(new ArrayBuffer(64))).rejects.toThrow("no WOFF font");
});
