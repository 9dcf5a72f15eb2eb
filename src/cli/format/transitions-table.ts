import type { PrintedPeriod } from "../../query/report.ts";
import type { Held, StageBalance, Transition, Transitions } from "../../query/transitions.ts";
import { type TextPart, blocks, headline, measureNotes } from "./measure-text.ts";
import { countText, none, percentText } from "../../format/numbers.ts";
import { periodLabel } from "../../format/period-label.ts";
import { type TextOptions, heatOf, paint } from "./style.ts";
import type { TextColumn, TextRow } from "./text-table.ts";

/** Moves between stages for people: of the last complete period (or all): each move with its conversion, and each stage's balance. */
export function transitionsTable(answer: Transitions, options: TextOptions): string {
  const periods = periodsOf(answer);
  const head = headline(periods);
  const chosen = options.all === true ? periods : head === undefined ? [] : [head];
  const parts = chosen.flatMap((period) => partsOf(answer, period));
  const notes = [
    ...(chosen.length < periods.length ? ["one period: --all shows every one, --in another"] : []),
    "of: clusters that held the stage just before the period or entered it in the period; held: median days in the stage, of those that left it",
    ...measureNotes(chosen, answer.warnings),
  ];
  const title = paint("moves between stages", "bold", options.colour);
  return blocks(
    periods.length === 0 ? [title, "", "nothing to tell: no period was asked for"] : [title],
    parts,
    options,
    notes,
  );
}

function periodsOf({ stages }: Transitions): PrintedPeriod[] {
  const seen = new Map(stages.map(({ period }) => [`${period.start} ${period.end}`, period]));
  return [...seen.values()];
}

function partsOf({ rows, stages }: Transitions, period: PrintedPeriod): TextPart[] {
  const here = (row: Transition | StageBalance) => row.period.start === period.start && row.period.end === period.end;
  const title = `${periodLabel(period)}${period.complete ? "" : " so far"}`;
  return [movesPart(title, rows.filter(here)), balancePart(stages.filter(here))];
}

const right = (header: string, drop?: number): TextColumn => ({
  header,
  align: "right",
  ...(drop === undefined ? {} : { drop }),
});

function movesPart(title: string, rows: readonly Transition[]): TextPart {
  const by = Object.keys(rows[0]?.by ?? {});
  const split = by.length > 0;
  const columns = [
    { header: "from", shrinkTo: 10 },
    { header: "to", shrinkTo: 10 },
    ...by.map((header) => ({ header, shrinkTo: 8 })),
    right("moves"),
    right("clusters"),
    ...(split ? [] : [right("of"), right("conversion")]),
    right("held", 1),
  ];
  const lines = rows.map((row): TextRow => ({
    cells: [
      row.from ?? "(none)",
      row.to ?? "(left)",
      ...by.map((name) => row.by[name] ?? "(none)"),
      countText(row.moves),
      countText(row.clusters),
      ...(split ? [] : [countText(row.could), { text: percentText(row.rate), style: heatOf(row.rate) }]),
      heldText(row.held),
    ],
  }));
  return lines.length === 0
    ? { title: `${title}: nobody moved`, columns: [], rows: [] }
    : { title, columns, rows: lines };
}

function balancePart(stages: readonly StageBalance[]): TextPart {
  return {
    columns: [
      { header: "stage", shrinkTo: 12 },
      right("opening"),
      right("entered"),
      right("exited"),
      right("closing"),
      right("held", 1),
    ],
    rows: stages.map((s): TextRow => ({
      cells: [
        s.stage,
        countText(s.opening),
        `+${countText(s.entered)}`,
        `−${countText(s.exited)}`,
        countText(s.closing),
        heldText(s.held),
      ],
    })),
  };
}

function heldText({ median }: Held): string {
  if (median === null) return none;
  return `${median < 10 ? median.toFixed(1) : Math.round(median)} d`;
}
