import { exportDateFormats } from "./exports/date-format.ts";
import { clustersOf } from "./kinds.ts";
import type { KindOf } from "./kinds.ts";
import type { ExaminedTable } from "./examined-table.ts";
import { saysSomething } from "./recognised-table.ts";
import type { RecognisedTable } from "./recognised-table.ts";
import { writeActivities } from "./write-activities.ts";
import { writeClusters, writeMemberships, writeAttributes } from "./write-clusters.ts";
import { writeDefinitions } from "./write-definitions.ts";
import { writeStages } from "./write-stages.ts";
import { comment, list, mapping, scalar } from "./yaml-text.ts";

/** The text of the proposed `smac.yml`. */
export function writeProject(tables: readonly RecognisedTable[], kindOf: KindOf): string {
  const sections = [
    head,
    sources(tables, kindOf),
    writeClusters(tables, kindOf),
    writeMemberships(tables, kindOf),
    writeStages(tables, kindOf),
    writeAttributes(tables, kindOf),
    writeActivities(tables, kindOf),
    writeDefinitions(tables, kindOf),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}

const head = [
  "# What smac counts in this project, and how. Written by smac init from the files it saw: read it through, and change what is wrong.",
  "# Then: smac check says what does not fit, smac import reads the files, smac report prints the numbers.",
  "",
  "timezone: UTC              # the zone that days and months are counted in, e.g. Europe/Paris",
  "# week_start: monday       # or sunday",
  "# fiscal_start: 1          # the month a fiscal year begins with",
  "# store: .smac/warehouse.duckdb",
  `# exclude: "member LIKE '%@your-company.com'"   # clusters, members or rows that never count`,
];

function sources(tables: readonly RecognisedTable[], kindOf: KindOf): string[] {
  const used = tables.some(({ meaning }) => saysSomething(meaning));
  const formats = exportDateFormats(tables);
  const entries = tables.flatMap((one) => {
    const [path = "", ...more] = one.paths;
    const files = more.length > 0 && one.glob === null ? list(one.paths) : scalar(one.glob ?? path);
    const isUsed = saysSomething(one.meaning);
    const format = formats.get(one.source) ?? null;
    return [
      `  # ${comment(describeMeaning(one, kindOf))}`,
      `  ${isUsed ? "" : "# "}${one.source}: ${comment(mapping({ type: "files", files, id: idOf(one), date_format: format === null ? null : scalar(format) }))}`,
      ...(isUsed && one.meaning.as !== "export" ? idHint(one.table) : []),
    ];
  });
  return [
    "# Where the rows come from. Globs such as data/events-*.csv take files that come later, too.",
    used ? "sources:" : "# sources:",
    ...(tables.length > 0 ? entries : ["#   events: { type: files, files: data/events-*.csv }"]),
  ];
}

/** The id of an export's rows, which is known. */
function idOf({ meaning }: RecognisedTable): string | null {
  const role = meaning.as === "export" ? meaning.export.shape.id : undefined;
  const name = role === undefined || meaning.as !== "export" ? undefined : meaning.export.columns.get(role);
  return name === undefined ? null : scalar(name);
}

/** The columns that could be the id, as a comment: it is never guessed. */
function idHint({ columns, distinct, rowCount }: ExaminedTable): string[] {
  const unique = columns.filter(
    ({ name }) => /id$|uuid|key$/i.test(name) && rowCount > 1 && distinct[name] === rowCount,
  );
  return unique
    .slice(0, 1)
    .map(
      ({ name }) =>
        `  #   add  id: ${comment(scalar(name))}  if a row that comes again with the same ${comment(name)} is the same row`,
    );
}

/** One sentence on what a table was recognised as, and by which columns. */
export function describeMeaning(
  { paths, meaning }: Pick<RecognisedTable, "paths" | "meaning">,
  kindOf: KindOf,
): string {
  const said = clustersOf(meaning).map((cluster) => `${kindOf(cluster)} ${cluster.column.name}`);
  const and = (...parts: (string | false | null)[]) =>
    [...said, ...parts.filter((part) => typeof part === "string")].join(", ");
  const file = `${paths[0] ?? ""}${paths.length > 1 ? ` and ${paths.length - 1} more` : ""}`;
  switch (meaning.as) {
    case "activities":
      return `${file}: activities (at ${meaning.at}, ${and(meaning.member !== null && `member ${meaning.member}`, meaning.kind !== null && `kind ${meaning.kind}`, meaning.product !== null && `product ${meaning.product}`)})`;
    case "stages":
      return `${file}: stage history (${and(`stage ${meaning.stage}`, `from ${meaning.at}`)})`;
    case "memberships":
      return `${file}: memberships (${and(`member ${meaning.member}`, meaning.validFrom !== null && `from ${meaning.validFrom}`, meaning.validTo !== null && `to ${meaning.validTo}`)})`;
    case "attributes":
      return `${file}: attribute history (${and(`from ${meaning.at}`, meaning.values.join(", "))})`;
    case "records":
      return `${file}: one row for each ${clustersOf(meaning).map(kindOf).join()} (${and(meaning.attributes.length > 0 && `attributes ${meaning.attributes.join(", ")}`)})`;
    case "pipeline":
      return `${file}: a sales pipeline (${and(`opened ${meaning.opened}`, `closed ${meaning.closed}`, `won where ${meaning.outcome} is ${meaning.won}`)})`;
    case "export":
      return `${file}: ${meaning.export.shape.system}, ${meaning.export.shape.title} (${[...new Set(meaning.export.columns.values())].join(", ")})`;
    case "nothing":
      return `${file}: not recognised, ${meaning.why}`;
  }
}
