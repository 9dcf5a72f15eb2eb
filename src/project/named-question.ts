import { SmacError } from "../errors.ts";
import type { Predicate } from "../model/predicate.ts";
import { presets } from "../model/presets.ts";
import type { DefinitionSpec, ProjectModel } from "../model/project-model.ts";
import type { Question } from "../query/question.ts";
import { suggestion } from "../text/nearest.ts";
import type { Instant } from "../time/instant.ts";
import { type Ask, questionOf } from "./ask.ts";

/** A definition of a project, or a preset. */
export type NamedDefinition =
  | DefinitionSpec
  | { readonly name: string; readonly preset: string; readonly version: number };

/** The name of the definition that is asked by where none is named. */
export function usualDefinition({ stages }: Pick<ProjectModel, "stages">): string {
  return stages === null ? "customers" : "stage-rate";
}

/**
 * The project's definition of that name, else the preset; without a name the one for stages, else for customers.
 *
 * @throws SmacError `QUERY_UNKNOWN_DEFINITION`.
 */
export function definitionNamed(model: ProjectModel, ask: Ask): NamedDefinition {
  const name = ask.definition ?? usualDefinition(model);
  const found = model.definitions.find((d) => d.name === name);
  if (found !== undefined) return found;
  if (Object.hasOwn(presets, name)) return { name, preset: name, version: 1 };
  throw new SmacError("QUERY_UNKNOWN_DEFINITION", `there is no definition “${name}”`, {
    hint: suggestion(name, [...model.definitions.map((d) => d.name), ...Object.keys(presets)]),
  });
}

/** The cluster kind that a definition counts. */
export function kindOf(model: ProjectModel, spec: Partial<DefinitionSpec> & { readonly name: string }): string {
  if (spec.cluster !== undefined) return spec.cluster;
  const staged = spec.preset === undefined || ["stage-rate", "stage-users", "project-stages"].includes(spec.preset);
  return (staged ? model.stages?.kind : undefined) ?? model.kinds[0] ?? "customer";
}

/** The question of a definition of the project or of a preset, with the project's settings. */
export function questionFor(
  model: ProjectModel,
  spec: Partial<DefinitionSpec> & { readonly name: string },
  about: { readonly ask: Ask; readonly kind: string; readonly clock: Instant },
): Question {
  const { ask, kind, clock } = about;
  return questionOf(ask, {
    timezone: model.timezone,
    weekStart: model.weekStart,
    fiscalStart: model.fiscalStart,
    calendar: model.calendar,
    definition: {
      ...spec.threshold,
      name: spec.name,
      version: spec.version,
      preset: spec.preset,
      cluster: kind,
      activity: activityOf(spec.activity),
      stageAt: spec.stageAt,
      denominator: spec.denominator,
      attribution: spec.attribution,
      products: spec.products,
      by: spec.by,
      over: spec.over,
      exclude: [...model.exclude, ...(spec.exclude ?? [])],
      period: spec.period,
      timezone: spec.timezone,
    },
    hasStages: model.stages?.kind === kind,
    hasProducts: model.activities.some((a) => a.product !== null),
    clock,
  });
}

function activityOf(activity: DefinitionSpec["activity"]): Predicate | null {
  if (activity === undefined) return null;
  if (!Array.isArray(activity)) return activity as Predicate;
  const column = { kind: "column", name: "kind" } as const;
  return {
    op: "in",
    value: column,
    list: activity.map((value: string) => ({ kind: "literal", value }) as const),
    negated: false,
  };
}
