/** What a number counts, key by key: period, stage, product, status, by.NAME, part, … */
export type Cell = Readonly<Record<string, string>>;

const order = ["figure", "period", "kind", "cut", "stage", "product", "status", "part"];

/**
 * A cell as it stands in the address: `period:2026-10;stage:customer;status:dormant`.
 * Keys stand in a fixed order, so that one cell has one address.
 */
export function formatCell(cell: Cell): string {
  const place = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.entries(cell)
    .toSorted(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1))
    .map(([key, value]) => `${escaped(key)}:${escaped(value)}`)
    .join(";");
}

/** The cell that an address names; what cannot be read is left out, null where nothing is left. */
export function parseCell(text: string | null): Cell | null {
  const pairs = (text ?? "").split(";").flatMap((part): [string, string][] => {
    const at = part.indexOf(":");
    return at <= 0 ? [] : [[plain(part.slice(0, at)), plain(part.slice(at + 1))]];
  });
  return pairs.length === 0 ? null : Object.fromEntries(pairs);
}

/** The values of the attributes in a cell, as the API takes them: `region=EMEA`. */
export function attributesOf(cell: Cell): readonly string[] {
  return Object.entries(cell)
    .filter(([key]) => key.startsWith("by."))
    .map(([key, value]) => `${key.slice(3)}=${value}`);
}

function escaped(text: string): string {
  return text.replaceAll(/[%;:]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function plain(text: string): string {
  return text.replaceAll(/%(25|3A|3B)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
