import { SmacError } from "../../errors.ts";
import type { Batch, ReadRequest } from "../kit/source.ts";
import type { Content } from "./answer.ts";
import { listIn, TooManyKeys } from "./calls.ts";
import type { AjeraReader } from "./reader.ts";
import { projectKeys } from "./read-projects.ts";
import { scopeOf } from "./records.ts";

/** Rows of a batch. */
const together = 50;

/** The totals of every project, one call after the other: they change without the project being modified. */
export async function* readTotals(reader: AjeraReader, request: ReadRequest): AsyncGenerator<Batch, void, undefined> {
  const scope = scopeOf(reader, { ...request, since: null }, false);
  const keys = await projectKeys(reader);
  yield { rows: [], pass: "begins", expected: keys.length };
  for (let next = 0; next < keys.length; next += together) {
    const found: Content[] = [];
    for (const key of keys.slice(next, next + together)) found.push(...(await totalsOf(reader, key)));
    yield { rows: found, expected: keys.length };
  }
  const cursor = scope.cursor(null);
  yield { rows: [], pass: "ends", ...(cursor === null ? {} : { cursor }) };
}

/** None for projects of the firm's own: there is nothing to bill. */
async function totalsOf(reader: AjeraReader, key: number): Promise<readonly Content[]> {
  const call = { method: "GetProjectTotals", version: 1 as const, args: { RequestedProjectTotals: key } };
  try {
    const { content } = await reader.calls.call(call);
    // Sources differ in what the list is called.
    const name = "ProjectTotals" in content ? "ProjectTotals" : "Projects";
    return listIn(content, name, { name: reader.name, method: call.method }).map((row) => ({
      ...row,
      ProjectKey: key,
    }));
  } catch (error) {
    if (!(error instanceof TooManyKeys)) throw error;
    throw new SmacError("SOURCE_BAD_ANSWER", `${reader.name}: GetProjectTotals is refused: ${error.message}`);
  }
}
