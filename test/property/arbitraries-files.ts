import type { ActivityFact, History, OracleQuestion } from "./history.ts";
import type { Scenario } from "./arbitraries.ts";

/** A column of a file that a history becomes. */
interface Column<T> {
  readonly name: string;
  readonly cell: (fact: T) => string | null;
}

/** An instant as the files say it: in UTC, with microseconds where there are any. */
export function printInstant(at: number): string {
  const text = new Date(Math.floor(at / 1000)).toISOString();
  const micros = ((at % 1_000_000) + 1_000_000) % 1_000_000;
  return micros === 0 ? text.replace(/\.\d+Z$/, "Z") : text.replace(/\.\d+Z$/, `.${String(micros).padStart(6, "0")}Z`);
}

function instantCell(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : printInstant(at);
}

function statedNames(history: History): string[] {
  return [
    ...new Set([...(history.statedNames ?? []), ...history.activities.flatMap((a) => Object.keys(a.attributes ?? {}))]),
  ];
}

function hasIds(history: History): boolean {
  return history.activities.some((a) => (a.id ?? null) !== null);
}

function hasLearned(history: History): boolean {
  return history.activities.some((a) => (a.learned ?? null) !== null);
}

function columnsIf<T>(wanted: boolean, name: string, cell: Column<T>["cell"]): Column<T>[] {
  return wanted ? [{ name, cell }] : [];
}

/** The columns of activities.csv; one that would be guessed to mean something is there only when it does. */
function activityColumns(history: History): Column<ActivityFact>[] {
  return [
    { name: "at", cell: (a) => instantCell(a.at) },
    ...columnsIf<ActivityFact>(history.hasMembers, "member", (a) => a.member),
    ...columnsIf<ActivityFact>(history.hasClusters, "account", (a) => a.cluster),
    ...columnsIf<ActivityFact>(history.hasProducts, "product", (a) => a.product),
    { name: "kind", cell: (a) => a.kind },
    ...columnsIf<ActivityFact>(history.hasStageColumn, "stage", (a) => a.stage ?? null),
    ...columnsIf<ActivityFact>(history.hasOthers === true, "other", (a) => a.other ?? null),
    ...statedNames(history).map((name) => ({ name, cell: (a: ActivityFact) => a.attributes?.[name] ?? null })),
    ...columnsIf<ActivityFact>(hasIds(history), "id", (a) => a.id ?? null),
    ...columnsIf<ActivityFact>(hasLearned(history), "learned", (a) => instantCell(a.learned)),
  ];
}

function fieldsOf<T>(fact: T, columns: readonly Column<T>[]): string[] {
  return columns.map(({ cell }) => cell(fact) ?? "");
}

/** The history with the text of each activity as its file has it. */
export function withTexts(history: History): History {
  const columns = activityColumns(history);
  return { ...history, activities: history.activities.map((a) => ({ ...a, text: fieldsOf(a, columns).join(",") })) };
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) || field.trim() !== field ? `"${field.replaceAll('"', '""')}"` : field;
}

function csv<T>(facts: readonly T[], columns: readonly Column<T>[]): string {
  const lines = [columns.map((c) => c.name), ...facts.map((fact) => fieldsOf(fact, columns).map(quoted))];
  return lines.map((line) => `${line.join(",")}\n`).join("");
}

function learnedColumn<T extends { readonly learned: number | null }>(facts: readonly T[]): Column<T>[] {
  return columnsIf<T>(
    facts.some((fact) => fact.learned !== null),
    "learned",
    (fact) => instantCell(fact.learned),
  );
}

/** The files that say the history: name → text; of a part of a `whole` history with the columns that the whole has. */
export function historyFiles(history: History, whole: History = history): Record<string, string> {
  const files: Record<string, string> = { "activities.csv": csv(history.activities, activityColumns(whole)) };
  const { memberships, stages, attributes } = history;
  if (memberships !== null) {
    files["memberships.csv"] = csv(memberships, [
      { name: "member", cell: (m) => m.member },
      { name: "cluster", cell: (m) => m.cluster },
      { name: "valid_from", cell: (m) => instantCell(m.validFrom) },
      { name: "valid_to", cell: (m) => instantCell(m.validTo) },
      ...columnsIf<(typeof memberships)[number]>(
        memberships.some((m) => m.primary),
        "primary",
        (m) => String(m.primary),
      ),
      ...learnedColumn(memberships),
    ]);
  }
  if (stages !== null) {
    files["stages.csv"] = csv(stages, [
      { name: "cluster", cell: (s) => s.cluster },
      { name: "stage", cell: (s) => s.stage },
      { name: "from", cell: (s) => instantCell(s.at) },
      ...learnedColumn(stages),
    ]);
  }
  if (attributes !== null) files["attributes.csv"] = attributesCsv(attributes, history.attributeNames ?? []);
  return files;
}

function attributesCsv(attributes: NonNullable<History["attributes"]>, known: readonly string[]): string {
  type Row = (typeof attributes)[number];
  const names = [...known, ...attributes.map((a) => a.name)];
  const values = [...new Set(names)].map((name) => ({ name, cell: (a: Row) => (a.name === name ? a.value : null) }));
  return csv(attributes, [
    { name: "cluster", cell: (a) => a.cluster },
    { name: "from", cell: (a) => instantCell(a.at) },
    ...values,
    ...learnedColumn(attributes),
  ]);
}

function periodFlags({ period }: OracleQuestion): string[] {
  if (period.kind === "trailing") return ["--period", `trailing:${period.days}d`];
  const flags = ["--period", period.kind];
  if (period.weekStart === "sunday") flags.push("--week-start", "sunday");
  if (period.fiscalStart !== 1) flags.push("--fiscal-start", String(period.fiscalStart));
  if (period.calendar === "4-4-5") flags.push("--calendar", "4-4-5");
  return flags;
}

function thresholdFlags({ threshold }: OracleQuestion): string[] {
  const flags: string[] = [];
  const { events, days, members } = threshold;
  if (events !== 1) flags.push("--events", String(events));
  if (days !== 1) flags.push("--days", String(days));
  if (members?.kind === "count") flags.push("--members", String(members.count));
  if (members?.kind === "share") flags.push("--members", `${(members.numerator * 100) / members.denominator}%`);
  return flags;
}

function rangeFlags(question: OracleQuestion): string[] {
  const flags = ["--now", printInstant(question.now)];
  if (question.from !== null) flags.push("--from", question.from);
  if (question.to !== null) flags.push("--to", question.to);
  if (question.range === "clip") flags.push("--range", "clip");
  if (question.asOf !== question.now) flags.push("--as-of", printInstant(question.asOf));
  if (question.through !== null) flags.push("--through", printInstant(question.through));
  return flags;
}

function columnFlags(history: History, question: OracleQuestion): string[] {
  const flags = ["--at", "at"];
  if (history.hasClusters) flags.push("--cluster", "account");
  if (history.hasMembers) flags.push("--member", "member");
  if (question.products) flags.push("--product", "product");
  if (history.hasStageColumn) flags.push("--stage", "stage");
  if (history.hasOthers === true) flags.push("--with", "other");
  if (hasIds(history)) flags.push("--id", "id");
  if (hasLearned(history)) flags.push("--learned", "learned");
  if (history.memberships !== null) flags.push("--memberships", "memberships.csv");
  if (history.stages !== null) flags.push("--stages", "stages.csv");
  if (history.attributes !== null) flags.push("--attributes", "attributes.csv");
  return flags;
}

/** The flags that ask the question of the history's files, but for `--where`. */
export function questionFlags(history: History, question: OracleQuestion): string[] {
  const flags = [
    ...columnFlags(history, question),
    "--definition",
    question.definition,
    ...periodFlags(question),
    "--timezone",
    question.timezone,
    ...rangeFlags(question),
    ...thresholdFlags(question),
  ];
  if (question.definition !== "interaction-groups")
    flags.push("--stage-at", question.stageAt, "--denominator", question.denominator);
  if (question.attribution !== "all") flags.push("--attribution", question.attribution);
  if (question.over !== "none") flags.push("--over", question.over);
  if (question.by.length > 0) flags.push("--by", question.by.join(","));
  if (question.stageOrder !== null) flags.push("--stage-order", question.stageOrder.join(","));
  return flags;
}

/** The whole command: `report activities.csv … --format json`. */
export function scenarioCommand({ told, question, where }: Scenario): string[] {
  return [
    "report",
    "activities.csv",
    ...questionFlags(told, question),
    ...(where === null ? [] : ["--where", where]),
    "--format",
    "json",
  ];
}
