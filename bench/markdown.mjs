/** A benchmark's results as a heading, a table and its notes, in Markdown. */
export function markdown({ title, rows, notes }) {
  const columns = [
    ["", (row) => row.name, "---"],
    ["median", (row) => milliseconds(row.ms), "---:"],
    ["least", (row) => milliseconds(row.least), "---:"],
    ["to the peer", (row) => row.toPeer?.toFixed(2), "---:"],
    ["to the limit", (row) => row.toLimit?.toFixed(2), "---:"],
    ["rows per second", (row) => row.perSecond?.toLocaleString("en-US"), "---:"],
    ["memory", (row) => (row.megabytes === undefined ? undefined : `${row.megabytes} MB`), "---:"],
  ].filter(([, value]) => rows.some((row) => value(row) !== undefined));
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    `### ${title}`,
    "",
    line(columns.map(([heading]) => heading)),
    line(columns.map(([, , rule]) => rule)),
    ...rows.map((row) => line(columns.map(([, value]) => value(row) ?? ""))),
    "",
    ...notes.map((note) => `${note}.\n`),
  ].join("\n");
}

function milliseconds(value) {
  return value === undefined ? undefined : `${value.toLocaleString("en-US")} ms`;
}
