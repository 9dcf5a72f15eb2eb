import type { Engine } from "../../engines/duckdb/engine.ts";
import { SmacError } from "../../errors.ts";
import type { DateReading } from "./date-reading.ts";
import { fromUnitSql, isWallClock, unitNames, unitSql } from "./epoch.ts";
import type { EpochUnit } from "./epoch.ts";
import type { FileTable } from "./table-spec.ts";

interface NumberColumn {
  readonly engine: Engine;
  readonly table: FileTable;
  readonly label: string;
  readonly places: (condition: string) => Promise<string[]>;
}

/**
 * How a column of numbers is read as times: the unit is told by their size.
 *
 * @param fraction SQL for the number with its fraction
 * @param whole SQL for it as a whole number, null where it is none
 * @throws SmacError `INPUT_MIXED_DATES` when sizes differ, `INPUT_BAD_DATE` when no number is a time.
 */
export async function numberReading(column: NumberColumn, fraction: string, whole: string): Promise<DateReading> {
  const rows = await column.engine.rows<{ unit: EpochUnit | null; n: number; fractions: number }>(
    `SELECT ${unitSql(fraction)} AS unit, count(*) AS n, count(*) FILTER (${fraction} <> floor(${fraction})) AS fractions
     FROM ${column.table.relation} WHERE ${fraction} IS NOT NULL GROUP BY 1 ORDER BY n DESC`,
  );
  const units = rows.flatMap(({ unit }) => (unit === null ? [] : [unit]));
  const [unit] = units;
  if (unit === undefined) throw await noTimes(column, fraction);
  if (units.length > 1) throw await mixedUnits(column, units, fraction);
  const number = rows.some((row) => row.fractions > 0) ? fraction : whole;
  const sql = fromUnitSql(number, unit);
  const note = `${column.label} is read as ${unitNames[unit]}`;
  if (isWallClock(unit)) return { local: sql, instant: null, isInstant: null, note };
  return { local: null, instant: sql, isInstant: null, note };
}

async function noTimes(column: NumberColumn, number: string): Promise<SmacError> {
  const examples = await column.places(`${number} IS NOT NULL`);
  return new SmacError(
    "INPUT_BAD_DATE",
    [`${column.label}: no value is a date`, ...examples.map((line) => `  ${line}`)].join("\n"),
    {
      hint: "numbers are taken as seconds, milliseconds, microseconds or nanoseconds since 1970 from 1973 on, or as yyyymmdd",
    },
  );
}

async function mixedUnits(column: NumberColumn, units: readonly EpochUnit[], number: string): Promise<SmacError> {
  const lines: string[] = [];
  for (const unit of units.slice(0, 5)) {
    const [place] = await column.places(`${unitSql(number)} = '${unit}'`);
    lines.push(`  ${place}: ${unitNames[unit]}`);
  }
  return new SmacError(
    "INPUT_MIXED_DATES",
    [`${column.label}: the numbers are of different sizes`, ...lines].join("\n"),
    {
      hint: "write all times of a column in one unit",
    },
  );
}
