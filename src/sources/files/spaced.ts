import { counted } from "../../text/counted.ts";
import { identifier, textLiteral } from "../../sql/quote.ts";
import type { CsvPlan } from "./csv-plan.ts";
import { linesOfRows } from "./lines.ts";
import type { RejectedRow } from "./rejects.ts";
import { chosen } from "./source.ts";
import type { LoadTarget, SourceContext } from "./source.ts";

/** Loads a file whose values are separated by runs of blanks: as lines first, which are then cut. */
export async function loadSpaced(plan: CsvPlan, target: LoadTarget, context: SourceContext): Promise<void> {
  const { engine } = context;
  const lines = `smac_lines_${target.file}`;
  // A character that texts do not hold, so that each line is one value.
  const one = `read_csv(${textLiteral(plan.file.path)}, auto_detect = false, columns = {line: 'VARCHAR'}, header = ${plan.header},
    skip = ${plan.skip}, delim = '\u0001', quote = '', escape = '', compression = '${plan.file.gzip ? "gzip" : "none"}',
    hive_partitioning = false, strict_mode = false)`;
  const fields = chosen(target);
  const to = [...fields.map((field) => field.to), "f"].map(identifier).join(", ");
  const from = [...fields.map((field) => `fields[${field.at + 1}]`), String(target.file)].join(", ");
  try {
    await engine.run(`CREATE TEMP TABLE ${lines} AS
      SELECT string_split_regex(trim(line, ' \t\r'), '[ \t]+') AS fields FROM ${one} WHERE trim(line, ' \t\r') <> ''`);
    await engine.run(
      `INSERT INTO ${identifier(target.table)} (${to}) SELECT ${from} FROM ${lines} WHERE len(fields) = ${plan.width}`,
    );
    await context.rejects.add(await ragged(lines, plan, context));
  } finally {
    await engine.run(`DROP TABLE IF EXISTS ${lines}`);
  }
}

async function ragged(lines: string, plan: CsvPlan, context: SourceContext): Promise<RejectedRow[]> {
  const found = await context.engine.rows<{ row: number; n: number; text: string }>(
    `SELECT rowid + 1 AS row, len(fields) AS n, array_to_string(fields, ' ') AS text
     FROM ${lines} WHERE len(fields) <> ${plan.width} ORDER BY rowid`,
  );
  const before = plan.skip + (plan.header ? 1 : 0);
  const at = await linesOfRows(
    plan.file,
    found.map(({ row }) => row),
    { quotes: null, skip: (line) => line <= before },
  );
  return found.map(({ n, text }, i) => ({
    file: plan.place.label,
    line: at[i] ?? 0,
    column: 1,
    reason: `expected ${counted(plan.width, "column")}, found ${n}`,
    text,
  }));
}
