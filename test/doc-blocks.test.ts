import { expect, test } from "vitest";
import { docBlocks, docCommands, outputDifference } from "./doc-blocks.ts";

const PAGE = `# Page

<!-- docs-test: skip needs the network -->

\`\`\`sh
git clone x
\`\`\`

<!-- docs-test: cwd examples -->
<!-- docs-test: exit 2 -->
\`\`\`console
$ smac report \\
>   a.csv
one  
…
$ pwd
\`\`\`

<!-- docs-test: types only -->
text between takes the direction away
\`\`\`ts
import { a } from "smac";
\`\`\`

\`\`\`yaml
not: run
\`\`\`
`;

test("blocks with their directions", () => {
  const [clone, report, library, ...more] = docBlocks(PAGE);
  expect(more).toEqual([]);
  expect(clone).toMatchObject({ language: "sh", line: 5, text: "git clone x", skip: "needs the network", exit: 0 });
  expect(report).toMatchObject({ language: "console", cwd: "examples", exit: 2, skip: null });
  expect(library).toMatchObject({ language: "ts", typesOnly: false });
  expect(docCommands(report!)).toEqual([
    { command: "smac report \\\n  a.csv", output: ["one  ", "…"] },
    { command: "pwd", output: [] },
  ]);
});

test("an unknown direction is an error", () => {
  expect(() => docBlocks("<!-- docs-test: skp x -->\n```sh\na\n```\n")).toThrow("no known direction");
});

test("output is compared line by line", () => {
  expect(outputDifference(["a", "b"], "a  \nb\n\n")).toBeNull();
  expect(outputDifference(["a", "…", "d"], "a\nb\nc\nd\n")).toBeNull();
  expect(outputDifference(["a", "…", "d"], "a\nd")).toBeNull();
  expect(outputDifference(["took …"], "took 3 ms")).toBeNull();
  expect(outputDifference(["a", "…", "d"], "a\nb\n")).toContain("expected");
  expect(outputDifference(["a"], "a\nb")).toContain("printed");
  expect(outputDifference([], "a")).not.toBeNull();
});
