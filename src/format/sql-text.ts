import type { Fragment } from "../sql/fragment.ts";

/** Statements as a script, with the values they were given. */
export function sqlText(statements: readonly Fragment[]): string {
  const blocks = statements.map(({ sql, params }) => {
    const values =
      params.length === 0
        ? ""
        : `-- values: ${params.map((p) => JSON.stringify(p.type === "int" && p.value !== null ? String(p.value) : p.value)).join(", ")}\n`;
    return `${values}${sql.trim()};\n`;
  });
  return `${blocks.join("\n")}`;
}
