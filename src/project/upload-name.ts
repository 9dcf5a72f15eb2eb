/** Endings of the files that can be read. */
export const safeEndings = [
  "csv",
  "tsv",
  "tab",
  "psv",
  "txt",
  "json",
  "jsonl",
  "ndjson",
  "parquet",
  "xlsx",
  "sqlite",
  "sqlite3",
  "db",
];
/** Names that some systems keep for devices. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A name for a file on the disk, made of what somebody calls it: small letters of a to z, digits, `-` and `_`, and an
 * ending that is known. Nothing in it leads anywhere.
 *
 * @example
 * ```ts
 * safeName("../../Rechnungen März.CSV"); // rechnungen_marz.csv
 * ```
 */
export function safeName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  const [, stem = last, ending = "", packed = ""] = /^(.*?)\.([a-z0-9]{2,8})(\.gz)?$/is.exec(last) ?? [];
  const known = safeEndings.find((one) => one === ending.toLowerCase());
  const plain = (known === undefined ? last : stem)
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9_-]+/g, "_")
    .replaceAll(/^[_-]+|[_-]+$/g, "")
    .slice(0, 60);
  const safe = plain === "" || devices.test(plain) ? `file${plain === "" ? "" : `_${plain}`}` : plain;
  return known === undefined ? safe : `${safe}.${known}${packed.toLowerCase()}`;
}
