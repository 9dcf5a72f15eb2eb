import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { FileTable } from "../sources/files/table-spec.ts";
import { identifier } from "../sql/quote.ts";
import { findColumn } from "../store/source-columns.ts";
import { counted } from "../text/counted.ts";
import { formatInstant, type Instant } from "../time/instant.ts";

/** What a file holds: its columns by the model's source, and those that are times as the engine reads them. */
interface Held {
  readonly model: ProjectModel;
  readonly source: string;
  readonly times: ReadonlyMap<string, string>;
  readonly now: Instant;
}

interface Oddity {
  readonly condition: string;
  readonly says: (rows: string, isOne: boolean) => string;
}

/** Rows that can be read and yet do not count as one would think, a sentence for each sort. */
export async function oddRows(engine: Engine, table: FileTable, held: Held): Promise<readonly string[]> {
  const all = [...nameless(table, held), ...timeless(table, held)];
  const oddities = all.filter(({ condition }, at) => all.findIndex((one) => one.condition === condition) === at);
  if (oddities.length === 0) return [];
  const counts = oddities.map(({ condition }, at) => `count(*) FILTER (${condition}) AS n${at}`);
  const [row] = await engine.rows<Record<string, number>>(`SELECT ${counts.join(", ")} FROM ${table.relation}`);
  return oddities.flatMap(({ says }, at) => {
    const n = Number(row?.[`n${at}`] ?? 0);
    return n === 0 ? [] : [says(counted(n, "row"), n === 1)];
  });
}

/** Rows that do not say whom they are about. */
function nameless(table: FileTable, { model, source }: Held): readonly Oddity[] {
  const from = <T extends { readonly from: string }>(mappings: readonly T[]): readonly T[] =>
    mappings.filter((mapping) => mapping.from === source);
  const found = (name: string, says: (rows: string, isOne: boolean, column: string) => string): readonly Oddity[] => {
    const column = columnOf(table, name);
    if (column === null) return [];
    const condition = `nullif(trim(CAST(${identifier(column)} AS VARCHAR), e' \\t\\r\\n'), '') IS NULL`;
    return [{ condition, says: (rows, isOne) => says(rows, isOne, column) }];
  };
  const keys = from(model.clusters).map(({ key }) => key);
  const dated = [...(model.stages?.history ?? []), ...(model.stages?.rules ?? [])];
  const named = [...from(model.memberships), ...from(dated), ...from(model.attributes)].map(({ cluster }) => cluster);
  return [
    ...from(model.activities).flatMap(({ clusters }) =>
      Object.entries(clusters).flatMap(([kind, name]) =>
        found(
          name,
          (rows, isOne, column) => `${rows} without “${column}”: ${isOne ? "it counts" : "they count"} for no ${kind}`,
        ),
      ),
    ),
    ...[...keys, ...named].flatMap((name) =>
      found(
        name,
        (rows, isOne, column) => `${rows} without “${column}”: ${isOne ? "it says" : "they say"} nothing of anybody`,
      ),
    ),
  ];
}

/** Activities that happened at no time, or have not happened yet. */
function timeless(table: FileTable, { model, source, times, now }: Held): readonly Oddity[] {
  return model.activities
    .filter(({ from }) => from === source)
    .flatMap(({ at }): readonly Oddity[] => {
      const column = columnOf(table, at);
      const time = column === null ? undefined : times.get(column);
      if (column === null || time === undefined) return [];
      return [
        {
          condition: `(${time}) IS NULL`,
          says: (rows, isOne) =>
            `${rows} without a time in “${column}”: ${isOne ? "it is no activity" : "they are no activities"}`,
        },
        {
          condition: `(${time}) > TIMESTAMP '${formatInstant(now)}'`,
          says: (rows, isOne) =>
            `${rows} after now in “${column}”: not counted until ${isOne ? "its time has" : "their times have"} come`,
        },
      ];
    });
}

function columnOf(table: FileTable, name: string): string | null {
  return findColumn(
    name,
    table.allColumns.map((column) => column.name),
  );
}
