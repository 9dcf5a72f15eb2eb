const longest = 60;

/**
 * A name for a file that is not taken: what the words have of a to z, digits and -, with a number where needed.
 * @example fileName(["2026-07-01", "Price change!"], new Set()) // "2026-07-01-price-change"
 */
export function fileName(words: readonly string[], taken: ReadonlySet<string>): string {
  const plain = words
    .join("-")
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  const begun = plain === "" ? "unnamed" : plain;
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? "" : `-${number}`;
    const name = `${begun.slice(0, longest - ending.length).replace(/-+$/, "")}${ending}`;
    if (!taken.has(name)) return name;
  }
}
