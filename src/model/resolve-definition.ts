import { SmacError } from "../errors.ts";
import type { PeriodRule } from "../time/calendar.ts";
import type { Attribution, Definition, Denominator, MembersThreshold, Over, StageAt } from "./definition.ts";
import type { Predicate } from "./predicate.ts";
import { presetNamed, presets } from "./presets.ts";

/** What was asked for, by flags or by `smac.yml`; what is undefined falls to the preset, then to the defaults. */
export interface DefinitionRequest {
  /** The name that is printed; default: the preset's. */
  readonly name?: string | undefined;
  readonly version?: number | undefined;
  readonly preset?: string | undefined;
  readonly cluster?: string | undefined;
  readonly activity?: Predicate | null | undefined;
  readonly events?: number | undefined;
  readonly days?: number | undefined;
  readonly members?: string | number | undefined;
  readonly stageAt?: StageAt | undefined;
  readonly denominator?: Denominator | undefined;
  readonly attribution?: Attribution | undefined;
  readonly products?: boolean | undefined;
  readonly by?: readonly string[] | undefined;
  readonly over?: Over | undefined;
  readonly exclude?: readonly Predicate[] | undefined;
}

/** What the facts and the calendar bring to a definition. */
export interface DefinitionSetting {
  readonly period: PeriodRule;
  readonly timezone: string;
  readonly hasStages: boolean;
  readonly hasProducts: boolean;
}

/**
 * The whole definition: the request, over its preset, over the defaults of spec
 * section 4. Without a preset: `stage-rate` when there are stages, else `customers`.
 *
 * @throws SmacError `QUERY_UNKNOWN_DEFINITION`, `QUERY_NO_STAGES`, `QUERY_NO_ATTRIBUTES`,
 * `QUERY_NO_SPLIT`, `QUERY_BAD_THRESHOLD`.
 */
export function resolveDefinition(request: DefinitionRequest, setting: DefinitionSetting): Definition {
  const presetName = request.preset ?? (setting.hasStages ? "stage-rate" : "customers");
  const preset = presetNamed(presetName);
  const denominator = request.denominator ?? preset.denominator ?? (setting.hasStages ? "stage" : "none");
  const unit = preset.unit ?? "cluster";
  const definition: Definition = {
    name: request.name ?? presetName,
    version: request.version ?? 1,
    unit,
    cluster: request.cluster ?? preset.cluster ?? "customer",
    activity: request.activity ?? null,
    threshold: {
      events: whole(request.events ?? 1, "events"),
      days: whole(request.days ?? 1, "days"),
      members: request.members === undefined ? null : parseMembers(request.members),
    },
    period: setting.period,
    stages: preset.stages ?? denominator === "stage",
    stageAt: request.stageAt ?? preset.stageAt ?? "end",
    denominator,
    attribution: request.attribution ?? "all",
    products: request.products ?? (preset.productsWhenKnown === true && setting.hasProducts),
    by: request.by ?? [],
    over: request.over ?? preset.over ?? "none",
    exclude: request.exclude ?? [],
    timezone: setting.timezone,
  };
  refuseImpossible(definition, setting);
  return definition;
}

/** How stages come in, for messages. */
export const howToGiveStages =
  "give --stages FILE (columns cluster, stage, from) or --stage COLUMN; a project describes them under stages: in smac.yml";

function refuseImpossible(definition: Definition, { hasStages }: DefinitionSetting): void {
  if ((definition.stages || definition.unit === "stage") && !hasStages) {
    const divided = definition.denominator === "stage" && presets[definition.name]?.stages !== true;
    const what = divided ? "is divided by the clusters of a stage (--denominator stage)" : "looks at stages";
    throw new SmacError("QUERY_NO_STAGES", `the definition “${definition.name}” ${what}, and no stages are given`, {
      hint: `${howToGiveStages}; or ${divided ? "divide by all clusters: --denominator all" : "ask for --definition customers"}`,
    });
  }
  if ((definition.unit === "stage" || definition.unit === "component") && definition.by.length > 0) {
    throw new SmacError(
      "QUERY_NO_SPLIT",
      `the definition “${definition.name}” counts ${definition.unit === "stage" ? "stages" : "groups of members"}, which have no attributes to split by`,
      {
        hint: "leave --by out",
      },
    );
  }
  if (definition.unit === "combination" && definition.by.length === 0) {
    throw new SmacError(
      "QUERY_NO_ATTRIBUTES",
      `the definition “${definition.name}” counts combinations of attribute values, and no attributes are named`,
      {
        hint: "name them, for example --by region,plan",
      },
    );
  }
}

/**
 * `3` or `20%` as a threshold on members; shares are exact fractions.
 *
 * @throws SmacError `QUERY_BAD_THRESHOLD`.
 */
export function parseMembers(given: string | number): MembersThreshold {
  const text = String(given).trim();
  const share = /^(\d+)(?:\.(\d+))?\s*%$/.exec(text);
  if (share !== null) {
    const decimals = share[2] ?? "";
    const numerator = Number(`${share[1]}${decimals}`);
    const denominator = 100 * 10 ** decimals.length;
    if (numerator > 0 && numerator <= denominator) return { kind: "share", numerator, denominator };
  }
  if (/^\d+$/.test(text) && Number(text) >= 1) return { kind: "count", count: whole(Number(text), "members") };
  throw new SmacError("QUERY_BAD_THRESHOLD", `“${text}” is no threshold on members`, {
    hint: "write a whole number such as 3, or a share from above 0% to 100% such as 20%",
  });
}

function whole(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new SmacError("QUERY_BAD_THRESHOLD", `the threshold “${name}” is ${value}`, {
    hint: "it is a whole number of at least 1",
  });
}
