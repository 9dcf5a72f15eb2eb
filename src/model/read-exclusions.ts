import { suggestion } from "../text/nearest.ts";
import type { Path } from "./locate.ts";
import { predicateColumns } from "./predicate-columns.ts";
import type { Predicate } from "./predicate.ts";
import type { ProjectModel } from "./project-model.ts";
import { condition, note } from "./reading.ts";
import type { Reading } from "./reading.ts";

/** What exclusions may name, beside the cluster kinds. */
type Known = Pick<ProjectModel, "clusters" | "attributes" | "activities">;

/** The conditions under an `exclude:` key, of the project or of one definition; what they name and nothing has is noted. */
export function readExclusions(
  written: string | readonly string[] | undefined,
  path: Path,
  { known, reading }: { readonly known: Known; readonly reading: Reading },
): Predicate[] {
  if (written === undefined) return [];
  const texts =
    typeof written === "string"
      ? [{ text: written, at: path }]
      : written.map((text, i) => ({ text, at: [...path, i] }));
  return texts.flatMap(({ text, at }) => {
    const predicate = condition(reading, at, text);
    if (predicate === null) return [];
    checkNames(predicate, at, { known, reading });
    return [predicate];
  });
}

function checkNames(
  predicate: Predicate,
  path: Path,
  { known, reading }: { readonly known: Known; readonly reading: Reading },
): void {
  const names = [
    "cluster",
    "member",
    "kind",
    "product",
    "source",
    ...reading.kinds,
    ...known.clusters.flatMap((cluster) => cluster.attributes),
    ...known.attributes.flatMap((attribute) => attribute.values),
    ...known.activities.flatMap((activity) => activity.properties),
  ];
  const folded = new Set(names.map((name) => name.toLowerCase()));
  for (const name of predicateColumns(predicate))
    if (!folded.has(name.toLowerCase()))
      note(reading, path, {
        code: "CONFIG_UNKNOWN_COLUMN",
        message: `neither clusters nor activities have a “${name}” to exclude by`,
        hint: `${suggestion(name, [...new Set(names)])}; further columns of activities are listed under activities: … properties: [${name}], those of clusters under attributes:`,
      });
}
