import { statSync } from "node:fs";
import { identifier, textLiteral } from "../../sql/quote.ts";
import { ownColumns } from "./columns.ts";
import { fileTable } from "./file-table.ts";
import type { Source, SourceContext } from "./source.ts";
import type { FileTable } from "./table-spec.ts";

/**
 * A large text file as a table that is read where it lies, so that neither its
 * length nor a copy of it must fit anywhere; null when it must be loaded.
 */
export async function openInPlace(source: Source, relation: string, context: SourceContext): Promise<FileTable | null> {
  const { place, columns, sample } = source;
  const { inPlaceFrom, needed } = context.spec;
  if (source.inPlace === undefined || needed !== undefined || inPlaceFrom === undefined) return null;
  if (statSync(place.path).size < inPlaceFrom) return null;
  const read = await source.inPlace();
  if (read === null) return null;
  const own = ownColumns(columns);
  const names = columns.map((column, i) => `k${i} AS ${identifier(column.name)}`);
  const rows = `row_number() OVER () AS ${identifier(own.row)}, ${textLiteral(place.label)} AS ${identifier(own.file)}`;
  const body = `SELECT ${names.join(", ")}, ${rows} FROM ${read.from}`;
  const lined = () => source.lined();
  const extremes = () => Promise.resolve(null);
  const { rowCount } = read;
  return fileTable(
    {
      relation,
      body,
      columns,
      allColumns: columns,
      own,
      sample,
      rowCount,
      places: [place],
      countedOn: true,
      lined,
      extremes,
    },
    context,
  );
}
