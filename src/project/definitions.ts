import { SmacError } from "../errors.ts";
import { presets } from "../model/presets.ts";
import { printPredicate } from "../model/print-predicate.ts";
import type { DefinitionSpec, ProjectModel } from "../model/project-model.ts";
import { sentenceOf } from "../query/sentence.ts";
import { periodKind } from "../time/calendar.ts";
import type { Instant } from "../time/instant.ts";
import { noInteractions } from "./ask-groups.ts";
import { kindOf, questionFor } from "./named-question.ts";

/** A definition that a project can be asked for, with what it counts in words. */
export interface DefinitionAbout {
  readonly name: string;
  readonly version: number;
  /** Where it comes from: `smac.yml`, or the published ones. */
  readonly origin: "project" | "preset";
  readonly preset: string | null;
  /** Null: this project cannot be asked for it; then `why` says why. */
  readonly sentence: string | null;
  readonly why: string | null;
  /** Every choice it makes, with all defaults filled in; null as the sentence. */
  readonly choices: DefinitionChoices | null;
}

/** The choices of a definition, as `smac.yml` would spell them. */
export interface DefinitionChoices {
  readonly cluster: string;
  readonly counts: string;
  readonly activity: string | null;
  readonly events: number;
  readonly days: number;
  /** `3`, or a share such as `20%`; null: anybody will do. */
  readonly members: string | null;
  readonly period: string;
  readonly timezone: string;
  readonly stages: boolean;
  readonly stage_at: string;
  readonly denominator: string;
  readonly attribution: string;
  readonly products: boolean;
  readonly by: readonly string[];
  readonly over: string;
  readonly exclude: readonly string[];
}

type Spec = Partial<DefinitionSpec> & { readonly name: string };

/** The definitions of a project, its own first, then the presets that it has no own of that name for. */
export function definitionsOf(model: ProjectModel, now: Instant): readonly DefinitionAbout[] {
  const own = model.definitions.map((spec) => about(model, { spec, origin: "project", now }));
  const others = Object.keys(presets)
    .filter((name) => !model.definitions.some((definition) => definition.name === name))
    .map((name) => about(model, { spec: { name, preset: name, version: 1 }, origin: "preset", now }));
  return [...own, ...others];
}

function about(
  model: ProjectModel,
  { spec, origin, now }: { spec: Spec; origin: DefinitionAbout["origin"]; now: Instant },
): DefinitionAbout {
  const named = { name: spec.name, version: spec.version ?? 1, origin, preset: spec.preset ?? null };
  try {
    const { definition } = questionFor(model, spec, { ask: {}, kind: kindOf(model, spec), clock: now });
    if (definition.unit === "component" && !hasInteractions(model)) throw noInteractions(definition.name);
    const { threshold } = definition;
    const choices = {
      cluster: definition.cluster,
      counts: definition.unit,
      activity: definition.activity === null ? null : printPredicate(definition.activity),
      events: threshold.events,
      days: threshold.days,
      members: membersText(threshold.members),
      period: periodKind(definition.period),
      timezone: definition.timezone,
      stages: definition.stages,
      stage_at: definition.stageAt,
      denominator: definition.denominator,
      attribution: definition.attribution,
      products: definition.products,
      by: definition.by,
      over: definition.over,
      exclude: definition.exclude.map(printPredicate),
    };
    return { ...named, sentence: sentenceOf(definition), why: null, choices };
  } catch (error) {
    if (!(error instanceof SmacError)) throw error;
    return { ...named, sentence: null, why: error.message, choices: null };
  }
}

/** Whether some activity names two members. */
function hasInteractions({ activities }: ProjectModel): boolean {
  return activities.some(({ member }) => member !== null) && activities.some(({ other }) => other !== null);
}

type Members = ReturnType<typeof questionFor>["definition"]["threshold"]["members"];

function membersText(members: Members): string | null {
  if (members === null) return null;
  if (members.kind === "count") return String(members.count);
  return `${(members.numerator * 100) / members.denominator}%`;
}
