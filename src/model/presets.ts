import { SmacError } from "../errors.ts";
import { suggestion } from "../text/nearest.ts";
import type { Definition } from "./definition.ts";

/** What a preset says beyond the defaults of spec section 4; what it leaves open, the defaults fill. */
export type Preset = Partial<Pick<Definition, "unit" | "denominator" | "stages" | "stageAt" | "over" | "cluster">> & {
  /** The number in one sentence, for help and docs. */
  readonly says: string;
  /** Rows by product when products are known. */
  readonly productsWhenKnown?: true;
};

/** The ten published definitions of spec section 8, as data. */
export const presets: Readonly<Record<string, Preset>> = {
  customers: { says: "unique customers active in the period", denominator: "none", cluster: "customer" },
  clusters: {
    says: "unique groups of users active in the period, per product",
    denominator: "none",
    cluster: "cluster",
    productsWhenKnown: true,
  },
  "stage-rate": {
    says: "share of each stage's customers that were active in the period",
    denominator: "stage",
    stages: true,
    cluster: "customer",
  },
  "active-share": { says: "active clusters as a share of all clusters", denominator: "all", cluster: "cluster" },
  segment: {
    says: "combinations of attribute values with an active customer",
    denominator: "none",
    unit: "combination",
    cluster: "customer",
  },
  "customer-share": { says: "active customers as a share of all customers", denominator: "all", cluster: "customer" },
  "monthly-mean": {
    says: "mean of the periods' active customers",
    denominator: "none",
    over: "mean",
    cluster: "customer",
  },
  "stage-users": {
    says: "users active while in each stage",
    denominator: "none",
    unit: "member",
    stages: true,
    stageAt: "activity",
    cluster: "user",
  },
  "project-stages": {
    says: "stages that hold at least one project",
    denominator: "none",
    unit: "stage",
    stages: false,
    cluster: "project",
  },
  "interaction-groups": {
    says: "groups formed by users who interacted with each other",
    denominator: "none",
    unit: "component",
    cluster: "group of users",
  },
};

/** The preset of that name. @throws SmacError `QUERY_UNKNOWN_DEFINITION` with the nearest known name. */
export function presetNamed(name: string): Preset {
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (preset === undefined) {
    throw new SmacError("QUERY_UNKNOWN_DEFINITION", `there is no definition “${name}”`, {
      hint: suggestion(name, Object.keys(presets)),
    });
  }
  return preset;
}
