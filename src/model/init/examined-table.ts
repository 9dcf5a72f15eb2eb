/** A table that `smac init` looked at: its columns, some of its rows, and how many different values each column has. */
export interface ExaminedTable {
  /** As the person named it; `file.sqlite#Table` names a part. */
  readonly path: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Some rows, every value as text; null: empty. */
  readonly sample: readonly Readonly<Record<string, string | null>>[];
  /** How many different values each column has, empty cells apart. */
  readonly distinct: Readonly<Record<string, number>>;
  readonly rowCount: number;
}

/** A column with what can be told of it. */
export interface ExaminedColumn {
  readonly name: string;
  /** The name in small letters without marks: `InvoiceDate`, `invoice_date` and `Invoice Date` are one. */
  readonly plain: string;
  readonly values: readonly string[];
  readonly isDate: boolean;
  readonly isNumber: boolean;
  readonly distinct: number;
  /** Whether no two rows have the same value. */
  readonly isUnique: boolean;
}

const datePatterns = [
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?$/,
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?:[T ,].*)?$/,
  /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:T?\d{4,6}Z?)?$/,
];

/** The columns of a table with what their names and values tell. */
export function examine(table: ExaminedTable): ExaminedColumn[] {
  return table.columns.map(({ name, type }) => {
    const values = table.sample.map((row) => (row[name] ?? "").trim()).filter((value) => value !== "");
    const distinct = table.distinct[name] ?? 0;
    return {
      name,
      plain: plainName(name),
      values,
      isDate:
        /^(?:date|timestamp)/i.test(type) || (!/^(?:int|float|double|bool)/i.test(type) && mostly(values, isDate)),
      isNumber:
        /^(?:int|bigint|float|double|decimal)/i.test(type) ||
        mostly(values, (value) => /^[+-]?\d+(?:[.,]\d+)?$/.test(value)),
      distinct,
      isUnique: table.rowCount > 1 && distinct === table.rowCount,
    };
  });
}

/** A name without what people write differently: case, spaces, marks, accents. */
export function plainName(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** The last part of a path without its folder and endings, small; `crm.sqlite#Deals` gives `deals`. */
export function stemOf(path: string): string {
  const part = /\.[a-z0-9]+#(.+)$/i.exec(path)?.[1] ?? path.split(/[\\/]/).at(-1) ?? path;
  const stem = part.replace(/(?:\.(?:csv|tsv|txt|jsonl?|ndjson|parquet|xlsx|sqlite3?|db|gz|zst))+$/i, "");
  const name = stem
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "");
  return /^\p{L}/u.test(name) ? name : `table${name === "" ? "" : `_${name}`}`;
}

function isDate(value: string): boolean {
  return datePatterns.some((pattern) => pattern.test(value));
}

function mostly(values: readonly string[], test: (value: string) => boolean): boolean {
  return values.length > 0 && values.filter(test).length >= values.length * 0.8;
}
