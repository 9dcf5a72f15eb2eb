import { SmacError } from "../errors.ts";

/** The values of `--of`: `region=EMEA,plan=gold` is two values; a comma that no `name=` follows belongs to the value. */
export function valuesOf(texts: readonly string[] | undefined): Record<string, string | null> | undefined {
  if (texts === undefined) return undefined;
  const pairs = texts.flatMap((text) =>
    text.split(",").every((piece) => piece.indexOf("=") >= 1) ? text.split(",") : [text],
  );
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1)
        throw new SmacError("USAGE_BAD_VALUES", `--of: “${pair}” is no name=value`, {
          hint: "write for example --of region=EMEA",
        });
      const value = pair.slice(at + 1);
      return [pair.slice(0, at), value === "" ? null : value];
    }),
  );
}
