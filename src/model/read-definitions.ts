import { parsePeriodRule } from "../time/parse-period-rule.ts";
import { openZone } from "../time/zone.ts";
import { suggestion } from "../text/nearest.ts";
import type { Path } from "./locate.ts";
import { predicateColumns } from "./predicate-columns.ts";
import type { Predicate } from "./predicate.ts";
import { presets } from "./presets.ts";
import type { DefinitionSpec, ProjectModel } from "./project-model.ts";
import { readExclusions } from "./read-exclusions.ts";
import { attempt, checkKind, condition, note } from "./reading.ts";
import type { Reading } from "./reading.ts";
import type { Config } from "./schema.ts";

type Written = NonNullable<Config["definitions"]>[string];
/** What definitions may refer to. */
type Known = Pick<
  ProjectModel,
  "clusters" | "attributes" | "activities" | "stages" | "weekStart" | "fiscalStart" | "calendar"
>;

/** The project's definitions, with everything they refer to checked; what does not fit is noted in `reading`. */
export function readDefinitions(written: Config["definitions"], known: Known, reading: Reading): DefinitionSpec[] {
  return Object.entries(written ?? {}).map(([name, definition]) => {
    const path = ["definitions", name];
    checkReferences(definition, path, { known, reading });
    const activity =
      definition.activity === undefined
        ? undefined
        : qualifying(definition.activity, [...path, "activity"], { known, reading });
    const threshold =
      definition.threshold === undefined
        ? undefined
        : thresholdOf(definition.threshold, [...path, "threshold"], reading);
    return {
      name,
      version: definition.version ?? 1,
      ...given("preset", definition.preset),
      ...given("cluster", definition.cluster),
      ...given("activity", activity ?? undefined),
      ...given("threshold", threshold),
      ...given("period", definition.period),
      ...given("stageAt", definition.stage?.at),
      ...given("stageSource", definition.stage?.source),
      ...given("denominator", definition.denominator),
      ...given("attribution", definition.attribution),
      ...given("products", definition.products),
      ...given("by", typeof definition.by === "string" ? [definition.by] : definition.by),
      ...given("over", definition.over),
      ...given(
        "exclude",
        definition.exclude === undefined
          ? undefined
          : readExclusions(definition.exclude, [...path, "exclude"], { known, reading }),
      ),
      ...given("timezone", definition.timezone),
      at: reading.yaml.at(path, "key"),
    };
  });
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };
}

interface Around {
  readonly known: Known;
  readonly reading: Reading;
}

function checkReferences(definition: Written, path: Path, { known, reading }: Around): void {
  checkPreset(definition, path, { known, reading });
  if (definition.cluster !== undefined) checkKind(reading, [...path, "cluster"], definition.cluster);
  checkZone(reading, [...path, "timezone"], definition.timezone);
  const { period } = definition;
  if (period !== undefined) attempt(reading, [...path, "period"], () => parsePeriodRule(period, known));
  checkStageSource(definition, path, { known, reading });
  checkAttributes(definition, path, { known, reading });
}

function checkPreset({ preset, denominator, stage }: Written, path: Path, { known, reading }: Around): void {
  const names = Object.keys(presets);
  if (preset !== undefined && !names.includes(preset))
    note(reading, [...path, "preset"], {
      code: "CONFIG_UNKNOWN_PRESET",
      message: `there is no preset “${preset}”`,
      hint: suggestion(preset, names),
    });
  if (known.stages !== null || "stages" in (reading.yaml.value as object)) return;
  const needing: [unknown, string][] = [
    [preset === "stage-rate" || preset === "stage-users" || preset === "project-stages", "preset"],
    [denominator === "stage", "denominator"],
    [stage !== undefined, "stage"],
  ];
  for (const [needs, key] of needing)
    if (needs === true)
      note(reading, [...path, key], {
        code: "CONFIG_NO_STAGES",
        message: "this definition needs stages, and the project has none",
        hint: "describe them under stages:, or count without them (preset: customers)",
      });
}

function checkStageSource({ stage }: Written, path: Path, { known, reading }: Around): void {
  if (stage?.source === undefined || known.stages === null) return;
  const { attribute, rules } = known.stages;
  const actual = attribute !== null ? "attribute" : rules.length > 0 ? "rules" : "history";
  if (stage.source !== actual)
    note(reading, [...path, "stage", "source"], {
      code: "CONFIG_STAGE_SOURCE",
      message: `stages come from ${actual} in this project, not from ${stage.source}`,
      hint: `write source: ${actual}, or change stages:`,
    });
}

function checkAttributes({ by }: Written, path: Path, { known, reading }: Around): void {
  const names = [
    ...new Set([...known.clusters.flatMap((c) => c.attributes), ...known.attributes.flatMap((a) => a.values)]),
  ];
  const list = typeof by === "string" ? [by] : (by ?? []);
  for (const [index, attribute] of list.entries())
    if (!names.includes(attribute))
      note(reading, typeof by === "string" ? [...path, "by"] : [...path, "by", index], {
        code: "CONFIG_UNKNOWN_ATTRIBUTE",
        message: `no cluster has an attribute “${attribute}”`,
        hint: names.length === 0 ? "name it under clusters: … attributes: [ … ]" : suggestion(attribute, names),
      });
}

/** Names of kinds, or a condition: a text that is a single name is one kind. */
function qualifying(
  written: string | readonly string[],
  path: Path,
  around: Around,
): readonly string[] | Predicate | null {
  if (typeof written === "string") {
    if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(written)) return activityCondition(written, path, around);
    checkActivity(written, path, around);
    return [written];
  }
  for (const [index, name] of written.entries()) checkActivity(name, [...path, index], around);
  return written;
}

/** A condition on activities; it may name what every activity has, and the properties that are listed. */
function activityCondition(written: string, path: Path, { known, reading }: Around): Predicate | null {
  const predicate = condition(reading, path, written);
  if (predicate === null) return null;
  const properties = known.activities.flatMap((activity) => activity.properties);
  const names = ["kind", "product", "member", "source", "cluster", ...properties];
  const folded = new Set(names.map((name) => name.toLowerCase()));
  for (const name of predicateColumns(predicate))
    if (!folded.has(name.toLowerCase()))
      note(reading, path, {
        code: "CONFIG_UNKNOWN_COLUMN",
        message: `activities have no “${name}” that a definition can filter on`,
        hint: `${suggestion(name, names)}; further columns are listed under activities: … properties: [${name}]`,
      });
  return predicate;
}

function checkActivity(name: string, path: Path, { known, reading }: Around): void {
  const inColumns = known.activities.some((activity) => "column" in activity.kind);
  const kinds = [
    ...reading.activityNames,
    ...known.activities.flatMap(({ kind }) => ("text" in kind ? [kind.text] : [])),
  ];
  if (inColumns || kinds.includes(name)) return;
  note(reading, path, {
    code: "CONFIG_UNKNOWN_ACTIVITY",
    message: `there is no kind of activity “${name}”`,
    hint: suggestion(name, [...new Set(kinds)]),
  });
}

function thresholdOf(
  written: NonNullable<Written["threshold"]>,
  path: Path,
  reading: Reading,
): DefinitionSpec["threshold"] {
  const { events, days, members } = written;
  if (typeof members === "string") {
    const share = Number.parseFloat(members);
    if (share <= 0 || share > 100)
      note(reading, [...path, "members"], {
        code: "CONFIG_BAD_VALUE",
        message: `“${members}” is not a share of the members`,
        hint: "a share is above 0% and at most 100%",
      });
  }
  return {
    ...given("events", events),
    ...given("days", days),
    ...given("members", typeof members === "string" ? members.replaceAll(/\s/g, "") : members),
  };
}

/** Notes a zone that does not exist; a reference to the environment is left for later. */
export function checkZone(reading: Reading, path: Path, name: string | undefined): void {
  if (name === undefined || name.includes("${")) return;
  attempt(reading, path, () => openZone(name));
}
