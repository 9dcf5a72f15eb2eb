/** Cells as a spreadsheet takes them, with tabs between. What would be taken for a formula is made harmless. */
export function tabbed(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => cells.map(cellText).join("\t")).join("\n");
}

function cellText(text: string): string {
  const line = text.replaceAll(/[\t\r\n]+/g, " ");
  return /^\s*[=+@-]/.test(line) && Number.isNaN(Number(line)) ? `'${line}` : line;
}
