import { isMap, parseDocument } from "yaml";
import { SmacError } from "../errors.ts";

/** What is written under `sources.NAME` for a connection; left out: undefined. */
export type ConnectionEntry = Readonly<Record<string, unknown>> & { readonly type: string };

/**
 * The text of a `smac.yml` with one more connection, or with these keys of one
 * that is there; everything else, comments too, stays as it was written.
 * `text` null: there is no file yet, and a first one is written.
 *
 * @throws SmacError `CONFIG_SYNTAX` when the text is no mapping that could be added to.
 *
 * @example
 * ```ts
 * withConnection("timezone: UTC\n", "books", { type: "zoho-books", region: "eu" });
 * // "timezone: UTC\nsources:\n  books:\n    type: zoho-books\n    region: eu\n"
 * ```
 */
export function withConnection(text: string | null, name: string, entry: ConnectionEntry): string {
  const document = parseDocument(text ?? "");
  const sound = document.errors.length === 0 && (document.contents === null || isMap(document.contents));
  if (!sound)
    throw new SmacError("CONFIG_SYNTAX", "smac.yml is not valid YAML, so nothing can be added to it", {
      hint: "run smac check, which says where, and then this again",
    });
  const written = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
  if (!isMap(document.get("sources"))) document.set("sources", document.createNode({}));
  const path = ["sources", name];
  if (!isMap(document.getIn(path))) document.setIn(path, document.createNode({}));
  for (const [key, value] of Object.entries(written)) document.setIn([...path, key], document.createNode(value));
  return document.toString({ lineWidth: 0 });
}
