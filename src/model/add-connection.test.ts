import { expect, test } from "vitest";
import { withConnection } from "./add-connection.ts";

const entry = { type: "zoho-books", region: "eu", organization: "10234695", timezone: undefined };

test("a first file", () => {
  expect(withConnection(null, "books", entry)).toBe(
    'sources:\n  books:\n    type: zoho-books\n    region: eu\n    organization: "10234695"\n',
  );
});

test("comments and everything else stay", () => {
  const text =
    "# ours\ntimezone: UTC # always\nsources:\n  # events of the app\n  events: { files: events.csv }\n\nexclude: \"a = 'b'\"\n";
  expect(withConnection(text, "books", entry)).toBe(
    '# ours\ntimezone: UTC # always\nsources:\n  # events of the app\n  events: { files: events.csv }\n  books:\n    type: zoho-books\n    region: eu\n    organization: "10234695"\n\nexclude: "a = \'b\'"\n',
  );
});

test("of a connection of that name only these keys change", () => {
  const text = "sources:\n  books:\n    type: zoho-books\n    region: com # ours\n    streams: [invoices]\n";
  expect(withConnection(text, "books", entry)).toBe(
    'sources:\n  books:\n    type: zoho-books\n    region: eu\n    streams: [ invoices ]\n    organization: "10234695"\n',
  );
});

test("an empty section of sources is begun", () => {
  expect(withConnection("sources:\n", "books", { type: "ajera" })).toBe("sources:\n  books:\n    type: ajera\n");
});

test.each(["- a\n- b\n", "a: [\n", "just text"])("what is no mapping is left alone: %s", (text) => {
  expect(() => withConnection(text, "books", entry)).toThrow(/not valid YAML/);
});
