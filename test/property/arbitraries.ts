import fc from "fast-check";
import type {
  ActivityFact,
  AttributeFact,
  History,
  MembershipFact,
  OracleQuestion,
  PresetName,
  StageFact,
} from "./history.ts";
import { withTexts } from "./arbitraries-files.ts";
import { type Setting, settings } from "./arbitraries-pool.ts";
import { questions } from "./arbitraries-question.ts";
import { DAY } from "./oracle-time.ts";

/** A random history and a question to it. */
export interface Scenario {
  /** Every row of the files. */
  readonly told: History;
  /** What is left of it by the row filter: what the oracle is asked about. */
  readonly history: History;
  /** The row filter as SQL, or none. */
  readonly where: string | null;
  readonly question: OracleQuestion;
}

/** What there is to know, decided before the facts. */
export interface Shape {
  readonly setting: Setting;
  readonly definition: PresetName;
  readonly hasClusters: boolean;
  readonly hasMembers: boolean;
  readonly hasMemberships: boolean;
  readonly hasProducts: boolean;
  readonly hasIds: boolean;
  readonly hasLearned: boolean;
  readonly stageSource: "history" | "attribute" | null;
  /** Attributes stated by activities, and those with a history of their own. */
  readonly stated: readonly string[];
  readonly told: readonly string[];
}

const CLUSTERS = ["acme", "0017", "17", `O'Brien; DROP TABLE x`, 'Café "Ünï", a,b', "emoji 🦊"];
const MEMBERS = ["m0", "m1", "007", "NULL", "m'\"--"];
const STAGES = ["prospect", "lead", "opportunity", "customer", "Trial; 🚀", `won't`];
const PRODUCTS = ["app", "web", 'the "x"'];
const VALUES = ["EMEA", "AMER", "0", "a'b"];
const KINDS = ["use", "noise", "Use"];

const DEFINITIONS: readonly PresetName[] = [
  "stage-rate",
  "stage-rate",
  "stage-rate",
  "stage-rate",
  "customers",
  "customers",
  "clusters",
  "active-share",
  "customer-share",
  "segment",
  "monthly-mean",
  "stage-users",
  "project-stages",
  "interaction-groups",
];

/** One of the values, or now and then none. */
function orNone<T>(values: fc.Arbitrary<T>, oneIn = 12): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: values }, { weight: 1, arbitrary: fc.constant(null) });
}

function instants(shape: Shape): fc.Arbitrary<number> {
  return fc.constantFrom(...shape.setting.pool);
}

/** When a row became known: always, at once, later, or at any time. */
function learnedAt(
  shape: Shape,
  at: fc.Arbitrary<number | null>,
): fc.Arbitrary<{ at: number | null; learned: number | null }> {
  if (!shape.hasLearned) return at.map((when) => ({ at: when, learned: null }));
  return fc
    .record({ at, delay: fc.constantFrom(null, 0, 0, DAY, 30 * DAY), other: orNone(instants(shape), 4) })
    .map(({ at: when, delay, other }) => ({
      at: when,
      learned: delay === null || when === null ? other : when + delay,
    }));
}

function activities(shape: Shape): fc.Arbitrary<ActivityFact[]> {
  const perhaps = <T>(wanted: boolean, values: fc.Arbitrary<T | null>) => (wanted ? values : fc.constant(null));
  const one = fc.record({
    when: learnedAt(shape, orNone(instants(shape), 20)),
    id: perhaps(
      shape.hasIds,
      orNone(
        fc.nat({ max: 15 }).map((n) => `e${n}`),
        8,
      ),
    ),
    cluster: perhaps(shape.hasClusters, orNone(fc.constantFrom(...CLUSTERS), shape.hasMemberships ? 3 : 10)),
    member: perhaps(shape.hasMembers, orNone(fc.constantFrom(...MEMBERS), 10)),
    kind: orNone(fc.constantFrom(...KINDS), 6),
    product: perhaps(shape.hasProducts, orNone(fc.constantFrom(...PRODUCTS), 5)),
    other: perhaps(shape.definition === "interaction-groups", orNone(fc.constantFrom(...MEMBERS), 5)),
    stage: perhaps(shape.stageSource === "attribute", orNone(fc.constantFrom(...STAGES), 4)),
    values: fc.tuple(...shape.stated.map(() => orNone(fc.constantFrom(...VALUES), 3))),
  });
  const facts = one.map(({ when, values, ...rest }) => ({
    ...rest,
    ...when,
    attributes: Object.fromEntries(shape.stated.map((name, i) => [name, values[i]!])),
    text: "",
  }));
  return fc
    .tuple(fc.array(facts, { maxLength: 36, size: "max" }), fc.array(fc.nat({ max: 35 }), { maxLength: 4 }))
    .map(([rows, again]) => [
      ...rows,
      ...again.flatMap((i) => (shape.hasIds && rows[i] !== undefined && rows[i].id !== null ? [rows[i]] : [])),
    ]);
}

/** Whose stages and attributes are told: those that are counted. */
function names(shape: Shape): fc.Arbitrary<string | null> {
  const counted = shape.hasClusters || shape.hasMemberships ? CLUSTERS : MEMBERS;
  const both = shape.definition === "stage-users" ? [...CLUSTERS, ...MEMBERS.slice(0, 2)] : counted;
  return orNone(fc.constantFrom(...both), 25);
}

function memberships(shape: Shape): fc.Arbitrary<MembershipFact[]> {
  const one = fc.record({
    member: orNone(fc.constantFrom(...MEMBERS), 25),
    cluster: orNone(fc.constantFrom(...CLUSTERS), 25),
    start: learnedAt(shape, orNone(instants(shape), 4)),
    validTo: orNone(instants(shape), 2),
    primary: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });
  return fc.array(
    one.map(({ start, ...rest }) => ({ ...rest, validFrom: start.at, learned: start.learned })),
    { maxLength: 12, size: "max" },
  );
}

function stageRows(shape: Shape): fc.Arbitrary<StageFact[]> {
  const one = fc.record({
    cluster: names(shape),
    stage: orNone(fc.constantFrom(...STAGES), 6),
    when: learnedAt(shape, orNone(instants(shape), 12)),
  });
  return fc.array(
    one.map(({ when, ...rest }) => ({ ...rest, ...when })),
    { maxLength: 16, size: "max" },
  );
}

function attributeRows(shape: Shape): fc.Arbitrary<AttributeFact[]> {
  const one = fc.record({
    cluster: names(shape),
    name: fc.constantFrom(...shape.told),
    value: orNone(fc.constantFrom(...VALUES), 8),
    when: learnedAt(shape, orNone(instants(shape), 8)),
  });
  return fc.array(
    one.map(({ when, ...rest }) => ({ ...rest, ...when })),
    { maxLength: 10, size: "max" },
  );
}

/** Whether facts of different kinds are there at all; what the definition needs always is. */
const shapes: fc.Arbitrary<Shape> = fc
  .record({
    setting: settings,
    definition: fc.constantFrom(...DEFINITIONS),
    mode: fc.constantFrom("clusters", "clusters", "both", "memberships", "members", "anonymous"),
    hasProducts: fc.boolean(),
    hasIds: fc.boolean(),
    hasLearned: fc.boolean(),
    stageSource: fc.constantFrom("history" as const, "history" as const, "history" as const, "attribute" as const),
    asksBy: fc.nat({ max: 3 }),
    inTable: fc.boolean(),
  })
  .map(({ mode, asksBy, inTable, stageSource, ...drawn }) => {
    const { definition } = drawn;
    const needsMembers = definition === "stage-users" || definition === "interaction-groups";
    const by = ["interaction-groups", "stage-users", "project-stages"].includes(definition)
      ? []
      : definition === "segment"
        ? asksBy < 2
          ? ["region"]
          : ["region", "plan"]
        : asksBy === 3
          ? ["region"]
          : [];
    const usesStages = ["stage-rate", "project-stages", "stage-users"].includes(definition);
    return {
      ...drawn,
      hasClusters: ["clusters", "both", "anonymous"].includes(mode),
      hasMembers: mode !== "anonymous" || needsMembers,
      hasMemberships: mode === "both" || mode === "memberships",
      stageSource: usesStages ? (definition === "stage-rate" ? stageSource : "history") : null,
      stated: inTable ? [] : by.slice(0, 1),
      told: inTable ? by : by.slice(1),
    };
  });

const WHERES: Readonly<Record<string, (kind: string | null) => boolean>> = {
  "kind = 'use'": (kind) => kind === "use",
  "kind <> 'noise'": (kind) => kind !== null && kind !== "noise",
  "kind IN ('use', 'Use')": (kind) => kind === "use" || kind === "Use",
};

/** The history with only the activities whose kind the filter lets through. */
export function matching(told: History, where: string | null): History {
  return where === null ? told : { ...told, activities: told.activities.filter((a) => WHERES[where]!(a.kind)) };
}

function histories(shape: Shape): fc.Arbitrary<History> {
  return fc
    .record({
      activities: activities(shape),
      memberships: shape.hasMemberships ? memberships(shape) : fc.constant(null),
      stages: shape.stageSource === "history" ? stageRows(shape) : fc.constant(null),
      attributes: shape.told.length > 0 ? attributeRows(shape) : fc.constant(null),
    })
    .map((facts) =>
      withTexts({
        ...facts,
        hasClusters: shape.hasClusters,
        hasMembers: shape.hasMembers,
        hasProducts: shape.hasProducts,
        hasStageColumn: shape.stageSource === "attribute",
        hasOthers: shape.definition === "interaction-groups",
        attributeNames: shape.told,
        statedNames: shape.stated,
      }),
    );
}

/** Random small histories full of collisions, each with a question to it. */
export const scenarios: fc.Arbitrary<Scenario> = shapes.chain((shape) =>
  fc
    .record({
      told: histories(shape),
      question: questions(shape),
      where: fc.oneof(
        { weight: 3, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom(...Object.keys(WHERES)) },
      ),
    })
    .map(({ told, question, where }) => ({ told, history: matching(told, where), where, question })),
);
