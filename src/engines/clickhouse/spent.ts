/** What statements have read so far, as the server counts. */
export interface Spent {
  readonly rows: number;
  readonly bytes: number;
}

/** Adds up what answers say of their statements. */
export interface Account {
  /** Takes in what an answer's headers say. */
  add(headers: Readonly<Record<string, unknown>>): void;
  total(): Spent;
}

/** An account on which nothing is yet. */
export function openAccount(): Account {
  let total: Spent = { rows: 0, bytes: 0 };
  return {
    add(headers) {
      const summary = headers["x-clickhouse-summary"];
      if (typeof summary !== "string") return;
      const { read_rows: rows = 0, read_bytes: bytes = 0 } = told(summary);
      total = { rows: total.rows + Number(rows), bytes: total.bytes + Number(bytes) };
    },
    total: () => total,
  };
}

function told(summary: string): { readonly read_rows?: string; readonly read_bytes?: string } {
  try {
    return JSON.parse(summary) as { readonly read_rows?: string; readonly read_bytes?: string };
  } catch {
    return {};
  }
}
