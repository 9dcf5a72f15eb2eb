import { expect, test } from "vitest";
import { blocksOf } from "./words.ts";

test("headings, paragraphs and points", () => {
  expect(blocksOf("# Monday\nLook at\nEMEA first\n- quiet ones\n- *new* ones\n\n1. call\n2. write")).toEqual([
    { kind: "heading", words: [{ text: "Monday", look: "plain" }] },
    { kind: "paragraph", words: [{ text: "Look at EMEA first", look: "plain" }] },
    {
      kind: "points",
      numbered: false,
      points: [
        [{ text: "quiet ones", look: "plain" }],
        [
          { text: "new", look: "emphasis" },
          { text: " ones", look: "plain" },
        ],
      ],
    },
    { kind: "points", numbered: true, points: [[{ text: "call", look: "plain" }], [{ text: "write", look: "plain" }]] },
  ]);
});

test("strong words, code and links", () => {
  expect(blocksOf("a **b** `c` [d](https://example.com/x) [e](/trend?by=stage)")).toEqual([
    {
      kind: "paragraph",
      words: [
        { text: "a ", look: "plain" },
        { text: "b", look: "strong" },
        { text: " ", look: "plain" },
        { text: "c", look: "code" },
        { text: " ", look: "plain" },
        { text: "d", look: "link", href: "https://example.com/x" },
        { text: " ", look: "plain" },
        { text: "e", look: "link", href: "/trend?by=stage" },
      ],
    },
  ]);
});

test.each([
  "[x](javascript:alert)",
  "[x](//evil.example)",
  "[x](/\\evil.example)",
  "[x](data:text/html,x)",
  "<b onclick=alert()>x</b>",
  "2 * 3 * 4",
])("%s stands as it is", (text) => {
  expect(blocksOf(text)).toEqual([{ kind: "paragraph", words: [{ text, look: "plain" }] }]);
});
