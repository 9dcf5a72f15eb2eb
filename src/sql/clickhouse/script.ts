import { type Fragment, raw } from "../fragment.ts";
import { meaning } from "./meaning.ts";
import { type Translated, toClickHouse } from "./translate.ts";

/**
 * Statements of ours as a script that runs when it is pasted into ClickHouse's
 * client: with the settings they need, and their values written out.
 */
export function clickHouseScript(statements: readonly Fragment[]): readonly Fragment[] {
  const settings = Object.entries(meaning).map(([name, value]) => `${name} = ${literal(value)}`);
  const spoken = statements.flatMap((statement) => {
    const { before, main, made } = toClickHouse(statement);
    return [...[...before, main].map(writtenOut), ...made.map((table) => `drop temporary table ${table}`)];
  });
  const places = spoken.some((sql) => sql.includes("{shard:"))
    ? ["-- on each shard, from 0; then add the answers up\nset param_shard = 0, param_shards = 1"]
    : [];
  return [`set ${settings.join(", ")}`, ...places, ...spoken].map(raw);
}

function writtenOut({ sql, params }: Translated): string {
  return sql.replaceAll(/\{(p\d+):(Nullable\(\w+\))\}/g, (_, name: string, type: string) => {
    const value = params[name] ?? null;
    const written = typeof value === "string" && type !== "Nullable(String)" ? value : literal(value);
    return `cast(${written} as ${type})`;
  });
}

function literal(value: string | number | boolean | null): string {
  if (typeof value !== "string") return String(value);
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
