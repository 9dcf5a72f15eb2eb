import type { Explanation, Parts } from "../../query/report.ts";
import { tame, wrap } from "../../format/display-width.ts";
import { changeText } from "../../format/numbers.ts";
import { periodLabel } from "../../format/period-label.ts";
import { paint, plainMarks } from "./style.ts";
import type { Style, TextOptions } from "./style.ts";
import { layOutTable } from "./text-table.ts";
import type { TextCell, TextColumn, TextRow } from "./text-table.ts";

type Part = Exclude<keyof Parts, "change">;

/** What each part says, in plain words. */
const meanings: Readonly<Record<Part, string>> = {
  behaviour: "did more, or less, than before",
  mix: "moved to another stage",
  entry: "came in",
  exit: "left",
  restated: "facts learned since",
  definition: "another definition",
};
const parts = Object.keys(meanings) as Part[];
/** So many clusters of a part are named. */
const named = 4;

/** More than the explanation itself knows. */
export interface ExplanationTexts extends TextOptions {
  /** Names of clusters, by key. */
  readonly names?: ReadonlyMap<string, string>;
}

/**
 * A change and its parts for people: a signed bar for each part, the whole
 * below, and the clusters that weigh most in each.
 */
export function explanationTable(explanation: Explanation, options: ExplanationTexts): string {
  const { count, rate, from, to } = explanation;
  const shownParts = parts.filter(
    (p) => !["restated", "definition"].includes(p) || count[p] !== 0 || (rate?.[p] ?? 0) !== 0,
  );
  const most = Math.max(...shownParts.map((p) => Math.abs(count[p])), Number.MIN_VALUE);
  const halfBar = options.width < 100 ? 8 : 12;
  const decimals = Math.max(...[...shownParts, "change" as const].map((p) => decimalsOf(count[p])));
  const rows = shownParts.map((part): TextRow => ({
    cells: [
      part,
      signed(count[part], decimals),
      ...(rate === null ? [] : [points(rate[part])]),
      bar(count[part], most, halfBar),
      meanings[part],
    ],
  }));
  const change: TextRow = {
    cells: ["change", signed(count.change, decimals), ...(rate === null ? [] : [points(rate.change)]), "", ""],
    style: "bold",
    rule: true,
  };
  const { lines } = layOutTable(columnsOf(rate !== null), [...rows, change], options);
  const soFar = to.complete ? "" : " so far";
  const title = `${periodLabel(from)} to ${periodLabel(to)}${soFar}: ${changeText(count.change)} active${rate === null ? "" : `, rate ${changeText(rate.change * 100, 1)} pts`}`;
  const notes = [
    ...(explanation.warnings ?? []).map((w) => tame(`warning: ${w.message}`)),
    ...(beginsAfter(explanation)
      ? [`the data begins in ${periodLabel(from)} or later: not all who were active then are known`]
      : []),
  ].flatMap((note) => wrap(note, options.width));
  const shares = shownParts.flatMap((part) => shareLines(part, explanation.clusters[part] ?? {}, options));
  const all = [
    paint(title, "bold", options.colour),
    "",
    ...lines,
    ...(shares.length > 0 ? ["", paint("most of it, in clusters", "accent", options.colour), ...shares] : []),
    ...(notes.length > 0 ? ["", ...notes.map((n) => paint(n, "dim", options.colour))] : []),
  ];
  return all.map((line) => `${plainMarks(line, options)}\n`).join("");
}

/** A period's history is cut where the data begin after the start of the one before it. */
function beginsAfter({ from, to }: Explanation): boolean {
  return to.history === "cut" || (from.history === "cut" && from.end !== to.start);
}

function columnsOf(rated: boolean): TextColumn[] {
  return [
    { header: "" },
    { header: "active", align: "right" },
    ...(rated ? [{ header: "rate", align: "right" } as const] : []),
    { header: "", drop: 1 },
    { header: "", drop: 2 },
  ];
}

function tone(value: number): Style | undefined {
  if (value === 0) return undefined;
  return value < 0 ? "bad" : "good";
}

/** How many decimals a number is shown with: none for a whole one, at most two. */
function decimalsOf(value: number): number {
  const hundredths = Math.round(value * 100);
  if (hundredths % 100 === 0) return 0;
  return hundredths % 10 === 0 ? 1 : 2;
}

function signed(value: number, decimals: number): TextCell {
  return { text: changeText(value, decimals === 0 ? null : decimals), style: tone(value) };
}

function points(value: number): TextCell {
  return { text: `${changeText(value * 100, 1)} pts`, style: tone(value) };
}

/** A bar to the left of the middle for less, to the right for more. */
function bar(value: number, most: number, halfBar: number): TextCell {
  const length = value === 0 ? 0 : Math.max(1, Math.round((Math.abs(value) / most) * halfBar));
  const blocks = "█".repeat(length);
  const text =
    value < 0
      ? `${blocks.padStart(halfBar)}│${" ".repeat(halfBar)}`
      : `${" ".repeat(halfBar)}│${blocks.padEnd(halfBar)}`;
  return { text, style: tone(value) };
}

function shareLines(part: Part, clusters: Readonly<Record<string, number>>, options: ExplanationTexts): string[] {
  const shares = Object.entries(clusters).filter(([, share]) => share !== 0);
  if (shares.length === 0) return [];
  shares.sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || (a < b ? -1 : 1));
  const kept = options.all === true ? shares : shares.slice(0, named);
  const texts = kept.map(([cluster, share]) => `${tame(options.names?.get(cluster) ?? cluster)} ${changeText(share)}`);
  const more = shares.length - kept.length;
  const sentence = `${part}: ${texts.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
  return wrap(sentence, Math.max(20, options.width - 2)).map((line, i) => (i === 0 ? line : `  ${line}`));
}
