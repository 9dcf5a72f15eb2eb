import { SmacError } from "../../errors.ts";
import { guessColumns } from "../../sources/files/guess.ts";
import type { Column, FileTable } from "../../sources/files/table-spec.ts";
import { findColumn } from "./column.ts";
import type { AdHocRequest } from "./request.ts";

/** Which column of the activity file means what. */
export interface Roles {
  readonly at?: Column | undefined;
  readonly cluster?: Column | undefined;
  readonly member?: Column | undefined;
  readonly product?: Column | undefined;
  readonly kind?: Column | undefined;
  readonly id?: Column | undefined;
  readonly learned?: Column | undefined;
  readonly with?: Column | undefined;
  readonly stage?: Column | undefined;
}

const flags = ["at", "cluster", "member", "product", "kind", "id", "learned", "with", "stage"] as const;

/**
 * The columns as named by flags; when neither clusters nor members are named,
 * they, and what goes with them, are guessed, and the guess is told.
 *
 * @throws SmacError `INPUT_NO_TIME_COLUMN`, `INPUT_NO_CLUSTER_COLUMN`, `INPUT_NO_COLUMN`.
 */
export function rolesOf(table: FileTable, request: AdHocRequest, note: (text: string) => void): Roles {
  const said: Partial<Record<(typeof flags)[number], Column>> = {};
  for (const flag of flags) {
    const name = request[flag];
    if (name !== undefined) said[flag] = findColumn(table, name, `--${flag}`);
  }
  const guessed = guessRoles(table, request, Object.values(said));
  for (const { role, column, reason } of guessed) note(`guessed --${role} ${column.name} (${reason})`);
  const roles: Roles = { ...Object.fromEntries(guessed.map(({ role, column }) => [role, column])), ...said };
  const names = table.allColumns.map((c) => c.name).join(", ");
  if (roles.at === undefined) {
    throw new SmacError("INPUT_NO_TIME_COLUMN", `${table.files.join(", ")}: no column says when an activity happened`, {
      hint: `name it with --at; the columns are ${names}`,
    });
  }
  if (roles.cluster === undefined && roles.member === undefined) {
    throw new SmacError(
      "INPUT_NO_CLUSTER_COLUMN",
      `${table.files.join(", ")}: no column says which customer or group is counted`,
      {
        hint: `name it with --cluster (or --member); the columns are ${names}`,
      },
    );
  }
  return roles;
}

interface Guess {
  readonly role: "at" | "cluster" | "member" | "product" | "kind" | "stage";
  readonly column: Column;
  readonly reason: string;
}

/** The roles that nobody named, so that they are guessed. */
export function guessedRoles(request: AdHocRequest): readonly Guess["role"][] {
  const whole = request.cluster === undefined && request.member === undefined;
  return [
    ...(request.at === undefined ? (["at"] as const) : []),
    ...(whole ? (["cluster", "member", "product", "kind", "stage"] as const) : []),
  ];
}

function guessRoles(table: FileTable, request: AdHocRequest, taken: readonly Column[]): readonly Guess[] {
  const wanted = guessedRoles(request);
  if (wanted.length === 0) return [];
  const guesses = guessColumns(table.allColumns, table.sample);
  return wanted.flatMap((role) => {
    const guess = guesses[role];
    if (guess === undefined || request[role] !== undefined || (role === "stage" && request.stages !== undefined))
      return [];
    const column = table.columns.find((c) => c.name === guess.column);
    return column === undefined || taken.includes(column) ? [] : [{ role, column, reason: guess.reason }];
  });
}
