import { SmacError } from "../../errors.ts";
import { identifier, textLiteral } from "../../sql/quote.ts";
import type { CsvPlan } from "./csv-plan.ts";
import { delimiterName, detectDialect, sampleRecords } from "./dialect.ts";
import { findHeader } from "./header.ts";
import type { Head } from "./head.ts";
import type { Recognised } from "./kind.ts";
import { linesAt } from "./lines.ts";
import type { Place } from "./paths.ts";
import { spaces } from "./records.ts";
import type { RejectedRow } from "./rejects.ts";
import { withoutReportFooter } from "./report-footer.ts";
import { chosen } from "./source.ts";
import type { LoadTarget, Source, SourceContext } from "./source.ts";
import { loadSpaced } from "./spaced.ts";
import { countUtf8, verifyGzip } from "./transcode.ts";
import { copied, utf8File } from "./utf8-file.ts";

/** Looks at a text file with separated values: its dialect, header and first rows. */
export async function inspectCsv(
  place: Place,
  seen: { head: Head; recognised: Recognised },
  context: SourceContext,
): Promise<Source> {
  const { head, recognised } = seen;
  const { spec } = context;
  // Spreadsheets in some countries write the separator into a line of its own.
  const announced = /^sep=(.)(?=\r?\n)/i.exec(recognised.text);
  const text = announced === null ? recognised.text : recognised.text.slice(announced[0].length);
  const textHead = { text, whole: head.whole };
  const dialect = detectDialect(textHead, spec.delimiter ?? announced?.[1]);
  const found = sampleRecords(textHead, dialect);
  const header = findHeader(found, { label: place.label, columns: spec.columns, onNote: spec.onNote });
  const plain = dialect.delimiter === "," || (dialect.delimiter === "\t" && /\.(tsv|tab)(\.gz)?$/i.test(place.label));
  if (!plain && spec.delimiter === undefined)
    spec.onNote(`“${place.label}” is separated by ${delimiterName(dialect.delimiter)}`);
  const file = await utf8File(place, { head, recognised }, context);
  let plan: CsvPlan = {
    place,
    file,
    dialect,
    header: header.present,
    skip: (found[0]?.line ?? 1) - 1,
    width: header.names.length,
    encodingDeclared: spec.encoding !== undefined || recognised.mark || recognised.encoding !== "utf-8",
    lineEndsMended: false,
  };
  const body = header.present ? found.slice(1) : found;
  return {
    place,
    columns: header.names.map((name) => ({ name, type: "text" as const })),
    sample: body.slice(0, 100).map(({ fields }) => header.names.map((_, i) => fields[i] ?? "")),
    async load(target) {
      if (plan.file.gzip) await verifyGzip(place, context.spec);
      if (dialect.delimiter === spaces) return loadSpaced(plan, target, context);
      plan = await readSeparated(plan, loading(target, context), context);
    },
    async inPlace() {
      if (dialect.delimiter === spaces) return null;
      if (plan.file.gzip) await verifyGzip(place, context.spec);
      const look = looking(plan.width, context);
      plan = await readSeparated(plan, look.pass, context);
      const rowCount = look.rowCount();
      return rowCount === null ? null : { from: readCsv(plan, null), rowCount };
    },
    lined: () => ({
      ...plan.file,
      quotes: dialect.delimiter === spaces ? null : dialect,
      before: plan.skip + (header.present ? 1 : 0),
    }),
  };
}

/** What is done with the rows of a file while it is read once. */
interface Pass {
  /** The engine's tables of rows that cannot be read. */
  readonly errors: string;
  readonly sql: (from: string) => string;
  /** Forgets what was read, since it was read wrongly. */
  readonly undo: () => Promise<void>;
  /** The file was read; `errors` is still there. */
  readonly done: (plan: CsvPlan, row: Record<string, unknown>) => Promise<void>;
}

/** Copies the rows into a table. */
function loading(target: LoadTarget, context: SourceContext): Pass {
  const errors = `smac_errors_${target.file}`;
  const fields = chosen(target);
  const table = identifier(target.table);
  const to = [...fields.map((field) => field.to), "f"].map(identifier).join(", ");
  const values = [...fields.map((field) => `k${field.at}`), String(target.file)].join(", ");
  return {
    errors,
    sql: (from) => `INSERT INTO ${table} (${to}) SELECT ${values} FROM ${from}`,
    undo: () => context.engine.run(`DELETE FROM ${table} WHERE f = ${target.file}`),
    done: (plan) => collect(plan, errors, context),
  };
}

/** Looks at every cell and keeps nothing; the number of rows is null when one cannot be read. */
function looking(width: number, { engine }: SourceContext): { readonly pass: Pass; rowCount(): number | null } {
  const errors = "smac_errors_look";
  // A cell that nobody asks for is not looked at.
  const cells = Array.from({ length: width }, (_, i) => `count(k${i}) AS n${i}`).join(", ");
  let rowCount: number | null = null;
  const pass: Pass = {
    errors,
    sql: (from) => `SELECT count(*) AS n, ${cells} FROM ${from}`,
    undo: () => Promise.resolve(),
    async done(_plan, row) {
      const [bad] = await engine.rows(`SELECT 1 AS one FROM ${errors} LIMIT 1`);
      rowCount = bad === undefined ? Number(row["n"]) : null;
    },
  };
  return { pass, rowCount: () => rowCount };
}

/** Reads a file once, and again where it turns out to be written in another way; gives how it was read at last. */
async function readSeparated(plan: CsvPlan, pass: Pass, context: SourceContext): Promise<CsvPlan> {
  const outcome = await attempt(plan, pass, context);
  if (outcome === "done") return plan;
  const { file, place } = plan;
  const source = { ...place, path: file.path };
  const again: CsvPlan =
    outcome === "mixed line ends"
      ? {
          ...plan,
          lineEndsMended: true,
          file: await copied(source, context, { gzip: file.gzip, encoding: null, newlines: true }),
        }
      : {
          ...plan,
          encodingDeclared: true,
          file: await copied(source, context, { gzip: file.gzip, encoding: "windows-1252", newlines: false }),
        };
  context.spec.onNote(
    outcome === "mixed line ends"
      ? `“${place.label}” mixes line ends of Windows and Unix; both are taken`
      : `“${place.label}” is not UTF-8 and is read as windows-1252; say --encoding if that is wrong`,
  );
  return readSeparated(again, pass, context);
}

type Outcome = "done" | "mixed line ends" | "other encoding";

async function attempt(plan: CsvPlan, pass: Pass, context: SourceContext): Promise<Outcome> {
  const { engine, spec } = context;
  const { errors } = pass;
  try {
    const options = spec.signal === undefined ? {} : { signal: spec.signal };
    const [row] = await engine.rows(pass.sql(readCsv(plan, errors)), [], options);
    const outcome = await judged(plan, errors, context);
    await (outcome === "done" ? pass.done(plan, row ?? {}) : pass.undo());
    return outcome;
  } catch (error) {
    if (!(error instanceof SmacError) || error.code !== "ENGINE_CONVERSION") throw error;
    const cause = error.cause instanceof Error ? error.cause.message : error.message;
    if (/state machine reached an invalid state/.test(cause) && !plan.lineEndsMended) return "mixed line ends";
    throw new SmacError("INPUT_BAD_CSV", `“${plan.place.label}” cannot be read as a table: ${error.message}`, {
      hint: `it was read as separated by ${delimiterName(plan.dialect.delimiter)}; say --delimiter if that is wrong`,
      cause: error,
    });
  } finally {
    await engine.run(`DROP TABLE IF EXISTS ${errors}; DROP TABLE IF EXISTS ${errors}_scans`).catch(() => undefined);
  }
}

/** The largest line that is read, in bytes; the engine would hold 16 of them at a time, and read a smaller file with one thread. */
const maxLine = 16 * 1024 * 1024;

/** The file as a table function. Rows that cannot be read are left out and kept in `errors`; null: there are none. */
function readCsv(plan: CsvPlan, errors: string | null): string {
  const rejects =
    errors === null
      ? ""
      : `, store_rejects = true, rejects_table = '${errors}', rejects_scan = '${errors}_scans', rejects_limit = 0`;
  const names = Array.from({ length: plan.width }, (_, i) => `k${i}: 'VARCHAR'`).join(", ");
  return `read_csv(${textLiteral(plan.file.path)}, auto_detect = false, columns = {${names}},
    header = ${plan.header}, skip = ${plan.skip}, delim = ${textLiteral(plan.dialect.delimiter)}, quote = '"',
    escape = ${textLiteral(plan.dialect.escape)}, compression = '${plan.file.gzip ? "gzip" : "none"}',
    hive_partitioning = false, max_line_size = ${maxLine}, buffer_size = ${2 * maxLine}${rejects})`;
}

async function judged(plan: CsvPlan, errors: string, context: SourceContext): Promise<Outcome> {
  if (plan.encodingDeclared) return "done";
  const [broken] = await context.engine.rows(
    `SELECT 1 AS one FROM ${errors} WHERE error_type = 'INVALID ENCODING' LIMIT 1`,
  );
  if (broken === undefined) return "done";
  const { valid, invalid } = await countUtf8({ ...plan.place, path: plan.file.path }, plan.file.gzip);
  return invalid > valid ? "other encoding" : "done";
}

interface EngineReject {
  /** The first byte, from 1; blank lines before the row count as its part. */
  readonly place: number;
  readonly ahead: number;
  readonly kind: string;
  readonly messages: readonly string[];
  readonly text: string;
}

async function collect(plan: CsvPlan, errors: string, context: SourceContext): Promise<void> {
  const { engine, rejects } = context;
  const offsets: number[] = [];
  const each = `SELECT line_byte_position AS place, min(byte_position) - line_byte_position AS ahead,
      arg_min(error_type, column_idx) AS kind, list(error_message ORDER BY column_idx) AS messages, any_value(csv_line) AS text
    FROM ${errors} GROUP BY line_byte_position ORDER BY place`;
  for await (const chunk of engine.stream<{ place: number }>(
    `SELECT DISTINCT line_byte_position AS place FROM ${errors} ORDER BY place`,
  )) {
    for (const row of chunk) offsets.push(row.place - 1);
  }
  if (offsets.length === 0) return;
  const lines = await linesAt(plan.file, offsets);
  const rows: RejectedRow[] = [];
  for await (const chunk of engine.stream<EngineReject>(each)) {
    for (const row of chunk) rows.push(rejected(row, { line: lines[rows.length] ?? 0, plan }));
  }
  const { rows: bad, name } = withoutReportFooter(rows);
  if (name !== null)
    context.spec.onNote(
      `“${plan.place.label}” is a report${name === "" ? "" : ` (${name})`}; the lines under it are no rows`,
    );
  if (bad.length > 0) await rejects.add(bad);
}

function rejected(row: EngineReject, about: { line: number; plan: CsvPlan }): RejectedRow {
  const whole = row.text ?? "";
  const text = whole.replace(/^[\r\n]+/, "");
  const blank = whole.length - text.length;
  const reason = reasonOf(row, text, about.plan.width);
  const column = row.kind === "UNQUOTED VALUE" ? Math.max(1, row.ahead + 1 - blank) : 1;
  return { file: about.plan.place.label, line: about.line, column, reason, text };
}

function reasonOf(row: EngineReject, text: string, width: number): string {
  const columns = width === 1 ? "1 column" : `${width} columns`;
  switch (row.kind) {
    case "MISSING COLUMNS":
      return `expected ${columns}, found ${foundColumns(row.messages[0])}`;
    case "TOO MANY COLUMNS":
      return `expected ${columns}, found ${foundColumns(row.messages.at(-1))}`;
    case "UNQUOTED VALUE": {
      const more = text.trimEnd().split("\n").length - 1;
      return more === 0
        ? "a quote is not closed where its value ends"
        : `a quote is opened and never closed; it swallows ${more} more line${more === 1 ? "" : "s"}`;
    }
    case "INVALID ENCODING":
      return "bytes that are not UTF-8; say --encoding if the file is written otherwise";
    case "LINE SIZE OVER MAXIMUM":
      return "longer than 16 MB; is a quote left open?";
    default:
      return row.messages[0] ?? row.kind;
  }
}

function foundColumns(message: string | undefined): string {
  return /Found: (\d+)/.exec(message ?? "")?.[1] ?? "another number";
}
