import type { PeriodRule } from "../../src/time/calendar.ts";
import type { MembersThreshold } from "../../src/model/definition.ts";
import type {
  ActivityFact,
  AttributeFact,
  History,
  MembershipFact,
  OracleQuestion,
  PresetName,
  StageFact,
} from "./history.ts";
import { type CsvRow, type CsvTable, parseInstant, readCsv } from "./oracle-csv.ts";

/** A `smac report` command and the files it names, read. */
export interface Command {
  readonly history: History;
  readonly question: OracleQuestion;
}

type Flags = ReadonlyMap<string, string>;

function flagsOf(args: readonly string[]): { flags: Flags; file: string } {
  const flags = new Map<string, string>();
  const files: string[] = [];
  const rest = args[0] === "report" ? args.slice(1) : [...args];
  for (let i = 0; i < rest.length; i++) {
    if (rest[i]!.startsWith("--")) flags.set(rest[i]!.slice(2), rest[++i]!);
    else files.push(rest[i]!);
  }
  if (files.length !== 1) throw new Error(`one file, not ${files.length}`);
  return { flags, file: files[0]! };
}

/** SQL's answer to the few forms of predicate that occur; a null cell is never a match. */
function keepsRow(where: string | undefined, row: CsvRow): boolean {
  if (where === undefined) return true;
  const match = /^(\w+) (=|<>|IN) \(?('[^']*'(?:, ?'[^']*')*)\)?$/.exec(where);
  if (match === null) throw new Error(`not a known predicate: ${where}`);
  const value = row.cell(match[1]);
  if (value === null) return false;
  const named = match[3]!.split(",").map((text) => text.trim().slice(1, -1));
  return named.includes(value) !== (match[2] === "<>");
}

function instantOrNull(text: string | null, zone: string): number | null {
  return text === null ? null : parseInstant(text, zone);
}

function readActivities(table: CsvTable, flags: Flags, zone: string): ActivityFact[] {
  const by = (flags.get("by")?.split(",") ?? []).filter((name) => table.columns.includes(name));
  return table.rows
    .filter((row) => keepsRow(flags.get("where"), row))
    .map((row) => ({
      at: instantOrNull(row.cell(flags.get("at")), zone),
      id: row.cell(flags.get("id")),
      learned: instantOrNull(row.cell(flags.get("learned")), zone),
      cluster: row.cell(flags.get("cluster")),
      member: row.cell(flags.get("member")),
      kind: row.cell(flags.get("kind")),
      product: row.cell(flags.get("product")),
      other: row.cell(flags.get("with")),
      stage: row.cell(flags.get("stage")),
      attributes: Object.fromEntries(by.map((name) => [name, row.cell(name)])),
      text: row.text,
    }));
}

function readMemberships(table: CsvTable, zone: string): MembershipFact[] {
  return table.rows.map(({ cell }) => ({
    member: cell("member"),
    cluster: cell("cluster"),
    validFrom: instantOrNull(cell("valid_from"), zone),
    validTo: instantOrNull(cell("valid_to"), zone),
    primary: ["true", "1", "yes"].includes((cell("primary") ?? "").toLowerCase()),
    learned: instantOrNull(cell("learned"), zone),
  }));
}

function readStages(table: CsvTable, zone: string): StageFact[] {
  return table.rows.map(({ cell }) => ({
    cluster: cell("cluster"),
    stage: cell("stage"),
    at: instantOrNull(cell("from"), zone),
    learned: instantOrNull(cell("learned"), zone),
  }));
}

function readAttributes(table: CsvTable, zone: string): AttributeFact[] {
  const names = table.columns.filter((name) => !["cluster", "from", "learned"].includes(name));
  return table.rows.flatMap(({ cell }) =>
    names.map((name) => ({
      cluster: cell("cluster"),
      name,
      value: cell(name),
      at: instantOrNull(cell("from"), zone),
      learned: instantOrNull(cell("learned"), zone),
    })),
  );
}

function readHistory(flags: Flags, file: string, textOf: (file: string) => string): History {
  const zone = flags.get("timezone") ?? "UTC";
  const table = (name: string) => (flags.has(name) ? readCsv(textOf(flags.get(name)!)) : null);
  const [memberships, stages, attributes] = [table("memberships"), table("stages"), table("attributes")];
  return {
    activities: readActivities(readCsv(textOf(file)), flags, zone),
    memberships: memberships === null ? null : readMemberships(memberships, zone),
    stages: stages === null ? null : readStages(stages, zone),
    attributes: attributes === null ? null : readAttributes(attributes, zone),
    hasClusters: flags.has("cluster"),
    hasMembers: flags.has("member"),
    hasProducts: flags.has("product"),
    hasStageColumn: flags.has("stage"),
    hasOthers: flags.has("with"),
  };
}

function readPeriod(flags: Flags): PeriodRule {
  const kind = flags.get("period") ?? "month";
  const trailing = /^trailing:(\d+)d$/.exec(kind);
  if (trailing !== null) return { kind: "trailing", days: Number(trailing[1]) };
  return {
    kind: kind as "month",
    weekStart: (flags.get("week-start") ?? "monday") as "monday",
    fiscalStart: Number(flags.get("fiscal-start") ?? 1),
    calendar: flags.get("calendar") === "4-4-5" ? "4-4-5" : "gregorian",
  };
}

function readMembers(text: string | undefined): MembersThreshold | null {
  if (text === undefined) return null;
  if (!text.endsWith("%")) return { kind: "count", count: Number(text) };
  const [whole, part = ""] = text.slice(0, -1).split(".");
  return { kind: "share", numerator: Number(`${whole}${part}`), denominator: 100 * 10 ** part.length };
}

/** What a preset says of stages, denominator, `stage.at` and `over`, where no flag does. */
function presetDefaults(
  definition: PresetName,
  hasStages: boolean,
): Pick<OracleQuestion, "stages" | "denominator" | "stageAt" | "over"> {
  const stages = hasStages && ["stage-rate", "stage-users", "project-stages"].includes(definition);
  const denominator = ["active-share", "customer-share"].includes(definition)
    ? "all"
    : definition === "stage-rate" && stages
      ? "stage"
      : "none";
  return {
    stages,
    denominator,
    stageAt: definition === "stage-users" ? "activity" : "end",
    over: definition === "monthly-mean" ? "mean" : "none",
  };
}

function readQuestion(flags: Flags, history: History): OracleQuestion {
  const hasStages = history.stages !== null || history.hasStageColumn;
  const definition = (flags.get("definition") ?? (hasStages ? "stage-rate" : "customers")) as PresetName;
  const preset = presetDefaults(definition, hasStages);
  const timezone = flags.get("timezone") ?? "UTC";
  const instant = (name: string) => (flags.has(name) ? parseInstant(flags.get(name)!, timezone) : null);
  const now = instant("now") ?? instant("as-of");
  if (now === null) throw new Error("the oracle has no clock: say --now or --as-of");
  return {
    definition,
    period: readPeriod(flags),
    timezone,
    threshold: {
      events: Number(flags.get("events") ?? 1),
      days: Number(flags.get("days") ?? 1),
      members: readMembers(flags.get("members")),
    },
    stages: preset.stages,
    stageAt: (flags.get("stage-at") ?? preset.stageAt) as "end",
    denominator: (flags.get("denominator") ?? preset.denominator) as "none",
    attribution: (flags.get("attribution") ?? "all") as "all",
    products: flags.has("product"),
    by: flags.get("by")?.split(",") ?? [],
    over: (flags.get("over") ?? preset.over) as "none",
    stageOrder: flags.get("stage-order")?.split(",") ?? null,
    from: flags.get("from") ?? null,
    to: flags.get("to") ?? null,
    range: (flags.get("range") ?? "expand") as "expand",
    now,
    asOf: instant("as-of") ?? now,
    through: instant("through"),
  };
}

/** The history and the question of a `smac report` command; `textOf` gives the text of a file it names. */
export function readCommand(args: readonly string[], textOf: (file: string) => string): Command {
  const { flags, file } = flagsOf(args);
  const history = readHistory(flags, file, textOf);
  return { history, question: readQuestion(flags, history) };
}
