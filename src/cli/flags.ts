import { type Command, InvalidArgumentError, Option } from "commander";

/** A flag of the command line, as data: help, completion and the reference page come from it. */
export interface Flag {
  readonly flags: string;
  readonly says: string;
  readonly group: string;
  readonly choices?: readonly string[];
  readonly parse?: (text: string) => unknown;
}

const files = "Files";
const columns = "Columns of the activity file";
const beside = "Files beside it";
const numbers = "What counts";
const time = "Periods and time";

/** The flags that every command that asks for numbers has. */
export const askFlags: readonly Flag[] = [
  { flags: "--project <dir>", says: "the folder with smac.yml (default: this folder)", group: files },
  {
    flags: "--columns <names>",
    says: "names for the columns of a file without header: a,b,c",
    group: files,
    parse: list,
  },
  {
    flags: "--delimiter <char>",
    says: "what separates columns: comma, semicolon, tab, pipe, space or a character",
    group: files,
  },
  { flags: "--encoding <name>", says: "of text files, e.g. latin-1 (default: found out)", group: files },
  {
    flags: "--bad-rows <rule>",
    says: "what to do with rows that cannot be read",
    group: files,
    choices: ["fail", "skip"],
  },
  { flags: "--rejects <file>", says: "where skipped rows are written", group: files },
  { flags: "--where <sql>", says: "count only rows that match, e.g. \"kind = 'login'\"", group: files },
  { flags: "--exclude <sql>", says: "clusters, members or rows that never count", group: files },
  { flags: "--at <column>", says: "when the activity happened", group: columns },
  { flags: "--date-format <format>", says: "strptime format of dates, e.g. %d/%m/%Y", group: columns },
  { flags: "--cluster <column>", says: "who is counted: customer, account, team …", group: columns },
  { flags: "--member <column>", says: "who acted", group: columns },
  { flags: "--product <column>", says: "with which product; adds a row for each", group: columns },
  { flags: "--kind <column>", says: "what kind of activity", group: columns },
  { flags: "--id <column>", says: "identity of an activity; rows with one id are versions of it", group: columns },
  { flags: "--learned <column>", says: "when a row became known", group: columns },
  { flags: "--with <column>", says: "the other member of an interaction", group: columns },
  { flags: "--stage <column>", says: "today's stage of the cluster (its past is then unknown)", group: columns },
  { flags: "--stages <file>", says: "stage history: columns cluster, stage, from", group: beside },
  { flags: "--memberships <file>", says: "who belonged where: member, cluster, valid_from, valid_to", group: beside },
  { flags: "--attributes <file>", says: "attributes with history: cluster, from, and one column each", group: beside },
  { flags: "--definition <name>", says: "a preset or a definition of the project (see smac presets)", group: numbers },
  { flags: "--by <names>", says: "split by attributes: a,b", group: numbers, parse: list },
  { flags: "--events <n>", says: "active means at least so many activities", group: numbers, parse: wholeNumber },
  { flags: "--days <n>", says: "… on at least so many days", group: numbers, parse: wholeNumber },
  { flags: "--members <n>", says: "… by at least so many members, or a share: 20%", group: numbers },
  { flags: "--stage-order <names>", says: "the stages in order: a,b,c", group: numbers, parse: list },
  {
    flags: "--stage-at <when>",
    says: "when in the period the stage is looked at",
    group: numbers,
    choices: ["end", "start", "any", "activity", "time-weighted"],
  },
  {
    flags: "--denominator <what>",
    says: "what active clusters are divided by",
    group: numbers,
    choices: ["stage", "all", "none"],
  },
  {
    flags: "--attribution <rule>",
    says: "for members of several clusters",
    group: numbers,
    choices: ["all", "primary", "split"],
  },
  {
    flags: "--over <how>",
    says: "several periods in one row",
    group: numbers,
    choices: ["none", "mean", "last", "distinct"],
  },
  { flags: "--period <kind>", says: "day, week, month, quarter, year or trailing:30d", group: time },
  { flags: "--from <period>", says: "first period or day: 2026-01, 2026-W05, 2026-Q1, 2026-01-31", group: time },
  { flags: "--to <period>", says: "last period or day, included", group: time },
  {
    flags: "--range <rule>",
    says: "periods that stick out of the range are taken whole or cut",
    group: time,
    choices: ["expand", "clip"],
  },
  {
    flags: "--timezone <zone>",
    says: "reporting zone, e.g. Europe/Paris (default: the project's, else UTC)",
    group: time,
  },
  { flags: "--week-start <day>", says: "first day of the week", group: time, choices: ["monday", "sunday"] },
  {
    flags: "--fiscal-start <month>",
    says: "month the fiscal year begins with, 1 to 12",
    group: time,
    parse: wholeNumber,
  },
  { flags: "--calendar <name>", says: "calendar of months", group: time, choices: ["gregorian", "4-4-5"] },
  { flags: "--now <instant>", says: "what counts as now (default: the clock)", group: time },
  { flags: "--as-of <instant>", says: "only what was known then", group: time },
  { flags: "--through <instant>", says: "the files are complete until then", group: time },
];

/** How an answer is printed. */
export const outputFlags: readonly Flag[] = [
  {
    flags: "--format <format>",
    says: "how to print it (default: table)",
    group: "Output",
    choices: ["table", "json", "csv", "md", "xlsx", "parquet", "arrow"],
  },
  { flags: "--output <file>", says: "write to a file; its ending tells the format", group: "Output" },
  { flags: "--all", says: "print every period and row of a table", group: "Output" },
  { flags: "--sql", says: "print the SQL behind the answer on stderr", group: "Output" },
  { flags: "--quiet", says: "no notes on stderr", group: "Output" },
];

/** Adds flags to a command, in their groups. */
export function addFlags(command: Command, flags: readonly Flag[]): Command {
  for (const flag of flags) {
    const option = new Option(flag.flags, flag.says).helpGroup(`${flag.group}:`);
    if (flag.choices !== undefined) option.choices(flag.choices);
    if (flag.parse !== undefined) option.argParser(flag.parse);
    command.addOption(option);
  }
  return command;
}

function list(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InvalidArgumentError(`It names “${twice}” twice.`);
  if (names.some((name) => name === ""))
    throw new InvalidArgumentError("It is a list of names with commas between, and none may be empty.");
  return names;
}

/** A whole number, as commander reads it. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It is a whole number.");
  return Number(text);
}
