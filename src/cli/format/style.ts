/** How a piece of text looks on a terminal with colours. */
export type Style = "bold" | "dim" | "good" | "bad" | "accent" | Heat;

/** A shade behind a number, from little to much. */
export type Heat = "heat1" | "heat2" | "heat3" | "heat4" | "heat5";

const codes: Readonly<Record<Style, readonly [number | string, number | string]>> = {
  bold: [1, 22],
  dim: [2, 22],
  good: [32, 39],
  bad: [31, 39],
  accent: [36, 39],
  heat1: ["30;48;5;255", "39;49"],
  heat2: ["30;48;5;195", "39;49"],
  heat3: ["30;48;5;153", "39;49"],
  heat4: ["30;48;5;117", "39;49"],
  heat5: ["30;48;5;75", "39;49"],
};
const heats: readonly Heat[] = ["heat1", "heat2", "heat3", "heat4", "heat5"];

/** The shade of a share from 0 to 1; none for nothing. */
export function heatOf(share: number | null): Heat | undefined {
  if (share === null || share <= 0) return undefined;
  return heats[Math.min(heats.length - 1, Math.floor(share * heats.length))];
}

/** A text in a style; the text itself when there is no colour. */
export function paint(text: string, style: Style | undefined, colour: boolean): string {
  if (!colour || style === undefined || text === "") return text;
  const [on, off] = codes[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** How text is put on a terminal or into a file. */
export interface TextOptions {
  /** Whether colours are understood. */
  readonly colour: boolean;
  /** Columns there are; wider than that only when nothing else is left to leave out. */
  readonly width: number;
  /** Whether more than ASCII is understood; default true. */
  readonly unicode?: boolean;
  /** Everything, however long; default: the last periods, and how to see the others. */
  readonly all?: boolean;
}

const asciiMarks: Readonly<Record<string, string>> = {
  "—": "-",
  "–": "-",
  "−": "-",
  "─": "-",
  "…": "~",
  "“": '"',
  "”": '"',
  "·": "|",
  "█": "#",
  "│": "|",
};

/** Our own marks in ASCII where only that is understood, each as wide as before; names stay as they are. */
export function plainMarks(line: string, options: TextOptions): string {
  if (options.unicode !== false) return line;
  return line.replace(/[—–−─…“”·█│]/g, (mark) => asciiMarks[mark] ?? mark);
}
