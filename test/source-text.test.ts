import { describe, expect, test } from "vitest";
import { functionsOf, importsOf, readSource } from "./source-text.ts";

describe("blanking", () => {
  test("comments and texts go, offsets stay", () => {
    const text = 'const a = "console.log"; // console.x\nconst b = `x ${c + "{"} /* y */`; /* z */ d();';
    const { code, uncommented } = readSource(text);
    expect(code).toHaveLength(text.length);
    expect(code).not.toContain("console");
    expect(code).toContain(" c + ");
    expect(code).toContain("d();");
    expect(code).not.toContain("{");
    expect(uncommented).toContain('"console.log"');
    expect(uncommented).not.toContain("console.x");
    expect(uncommented).toContain("/* y */");
    expect(uncommented).not.toContain("z");
  });

  test("a pattern with quotes and braces is no text and no block; a division is no pattern", () => {
    const { code } = readSource("const a = /[\"'/{]/.test(b);\nconst c = d / 2; const e = 'f' / 3;\n");
    expect(code).not.toContain("{");
    expect(code).toContain(".test(b)");
    expect(code).toContain("const c = d / 2;");
    expect(code).toContain("const e =");
  });
});

test("imports of every form, those in comments not", () => {
  const text = `/** import { no } from "./no.ts"; */
import { a,
  b } from "./ab.ts";
import type { C } from './c.ts';
import "./side.ts";
export { d } from "./d.ts";
export type { E } from "./e.ts";
export const text = "from";
const f = await import("./f.ts");
`;
  expect(importsOf(readSource(text))).toEqual([
    { from: "./ab.ts", typeOnly: false },
    { from: "./c.ts", typeOnly: true },
    { from: "./side.ts", typeOnly: false },
    { from: "./d.ts", typeOnly: false },
    { from: "./e.ts", typeOnly: true },
    { from: "./f.ts", typeOnly: false },
  ]);
});

test("functions of every form, blocks not", () => {
  const text = `export function one(
  a: number,
): void {
  if (a) {
    call(two(), {
      c: 1,
    });
  }
  return;
}
const three = (): void => {
  four();
};
class Five {
  async six(): Promise<void> {
    await seven();
  }
}
`;
  const many = functionsOf(readSource(text)).filter((each) => each.lines > 1);
  expect(many).toEqual([
    { line: 1, lines: 10 },
    { line: 11, lines: 3 },
    { line: 15, lines: 3 },
  ]);
});
