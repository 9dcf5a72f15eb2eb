import type { AgeMean, CohortAge, Retention } from "../../query/retention.ts";
import { type TextPart, measureNotes, measureText, periodText } from "./measure-text.ts";
import { countText, percentText } from "../../format/numbers.ts";
import { periodHeading } from "../../format/period-label.ts";
import { labelColumns, rowLabels } from "./row-labels.ts";
import { type TextOptions, heatOf } from "./style.ts";
import type { TextCell, TextColumn, TextRow } from "./text-table.ts";

/** Cohorts shown unless all are asked for: the last. */
const shown = 18;
const oldestShown = 24;

/**
 * Retention for people: a line for each cohort, a column for each age, and all
 * cohorts together; then a line for each stage, product and combination of
 * attribute values where rows are split.
 */
export function retentionTable(answer: Retention, options: TextOptions): string {
  const cohorts = options.all === true ? answer.totals : answer.totals.slice(-shown);
  const hidden = answer.totals.length - cohorts.length;
  const longest = Math.max(1, ...cohorts.map(({ ages }) => ages.length), answer.ages.length);
  const oldest = options.all === true ? longest : Math.min(longest, oldestShown + 1);
  const ages = Array.from({ length: oldest - 1 }, (_, i) => i + 1);
  const open = cohorts.some((cohort) => cohort.ages.some((age) => !age.complete));
  const first = answer.totals[0]?.period;
  const heading = first === undefined ? "cohort" : `first ${periodHeading(first)}`;
  const columns = [{ header: heading }, { header: "clusters", align: "right" } as const, ...ageColumns(ages, options)];
  const rows = cohorts.map((cohort): TextRow => ({
    cells: [periodText(cohort.period), countText(cohort.size), ...ages.map((age) => ageCell(cohort.ages[age], open))],
  }));
  const together: TextRow = {
    cells: ["together", countText(answer.ages[0]?.size ?? 0), ...ages.map((age) => meanCell(answer.ages[age], open))],
    rule: true,
  };
  const notes = [
    ...(hidden > 0
      ? [`the last ${cohorts.length} of ${countText(answer.totals.length)} cohorts: --all shows every one`]
      : []),
    ...(oldest < longest ? [`ages to ${oldestShown}: --all shows every one`] : []),
    "together: Σ active ÷ Σ clusters of the complete cohorts, over the complete periods",
    ...measureNotes(
      answer.totals.map((t) => t.period),
      answer.warnings,
      "who is new there is not known, so it is not in “together”",
    ),
  ];
  return measureText(
    answer.definition,
    [{ columns, rows: answer.ages.length > 0 ? [...rows, together] : rows }, ...groupPart(answer, ages, options)],
    { notes, options },
  );
}

function groupPart({ groups }: Retention, ages: readonly number[], options: TextOptions): TextPart[] {
  if (groups.length === 0) return [];
  const labels = rowLabels(groups);
  const columns = [
    ...labelColumns(labels),
    { header: "clusters", align: "right" } as const,
    ...ageColumns(ages, options),
  ];
  const rows = groups.map((group): TextRow => ({
    cells: [
      ...labels.of(group),
      countText(group.ages[0]?.size ?? 0),
      ...ages.map((age) => meanCell(group.ages[age], false)),
    ],
  }));
  return [{ title: `together, by ${labels.headings.join(", ")} in the first period`, columns, rows }];
}

/** The oldest find no room first. */
function ageColumns(ages: readonly number[], { all }: TextOptions): TextColumn[] {
  return ages.map((age) => ({
    header: String(age),
    align: "right",
    ...(all === true || age <= 3 ? {} : { drop: age }),
  }));
}

/** `open`: some cells have a mark after them, for which the others leave room. */
function ageCell(cell: CohortAge | undefined, open: boolean): TextCell {
  if (cell === undefined || cell.rate === null) return "";
  const text = percentText(cell.rate, 0);
  return cell.complete
    ? { text: `${text}${open ? " " : ""}`, style: heatOf(cell.rate) }
    : { text: `${text}…`, style: "dim" };
}

function meanCell(mean: AgeMean | undefined, open: boolean): TextCell {
  if (mean === undefined || mean.rate === null) return "";
  return { text: `${percentText(mean.rate, 0)}${open ? " " : ""}`, style: heatOf(mean.rate) };
}
