import { parsePredicate } from "../../model/parse-predicate.ts";
import { predicateColumns } from "../../model/predicate-columns.ts";
import { guessColumns } from "../../sources/files/guess.ts";
import type { Column } from "../../sources/files/table-spec.ts";
import type { AdHocRequest } from "./request.ts";
import { guessedRoles } from "./roles.ts";

/**
 * The columns of the activity file that a question can touch, so that a text
 * file's others are not loaded. With `--id` all of them: a row's version is its
 * whole text.
 */
export function neededColumns(
  request: AdHocRequest,
): (columns: readonly Column[], sample: readonly (readonly string[])[]) => readonly string[] {
  return (columns, sample) => {
    if (request.id !== undefined) return columns.map((c) => c.name);
    const { at, cluster, member, product, kind, learned, with: other, stage } = request;
    const said = [at, cluster, member, product, kind, learned, other, stage].filter((name) => name !== undefined);
    const filtered = [
      ...(request.where === undefined ? [] : predicateColumns(parsePredicate(request.where, { flag: "--where" }))),
      ...(request.exclude === undefined
        ? []
        : predicateColumns(parsePredicate(request.exclude, { flag: "--exclude" }))),
    ];
    const guesses = guessColumns(columns, sample);
    const guessed = guessedRoles(request).flatMap((role) => guesses[role]?.column ?? []);
    const wanted = new Set([...said, ...filtered, ...guessed, ...request.by].map((name) => name.toLowerCase()));
    const needed = columns.filter((c) => wanted.has(c.name.toLowerCase())).map((c) => c.name);
    return needed.length > 0 ? needed : columns.map((c) => c.name);
  };
}
