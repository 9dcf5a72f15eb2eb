import fc from "fast-check";
import type { MembersThreshold } from "../../src/model/definition.ts";
import type { Shape } from "./arbitraries.ts";
import type { OracleQuestion } from "./history.ts";
import { DAY } from "./oracle-time.ts";

type Threshold = OracleQuestion["threshold"];

/** A condition is mostly left at its default. */
function mostly<T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });
}

const share = (numerator: number, denominator = 100): MembersThreshold => ({ kind: "share", numerator, denominator });
const count = (n: number): MembersThreshold => ({ kind: "count", count: n });

function thresholds(shape: Shape): fc.Arbitrary<Threshold> {
  if (["project-stages", "interaction-groups"].includes(shape.definition))
    return fc.constant({ events: 1, days: 1, members: null });
  const members = mostly<MembersThreshold | null>(
    null,
    count(1),
    count(2),
    count(3),
    share(20),
    share(34),
    share(50),
    share(51),
    share(100),
    share(333, 1000),
  );
  return fc.record({
    events: mostly(1, 2, 3, 4),
    days: mostly(1, 2, 3),
    members: shape.hasMembers ? members : fc.constant(null),
  });
}

function stageAts(shape: Shape): fc.Arbitrary<OracleQuestion["stageAt"]> {
  if (shape.definition === "stage-users") return fc.constant("activity");
  if (shape.definition === "segment" || shape.definition === "project-stages")
    return fc.constantFrom("end", "start", "any");
  if (shape.definition === "interaction-groups") return fc.constant("end");
  return fc.constantFrom("end", "end", "start", "any", "activity", "time-weighted");
}

function denominators(shape: Shape): fc.Arbitrary<OracleQuestion["denominator"]> {
  switch (shape.definition) {
    case "stage-rate":
      return fc.constantFrom("stage", "stage", "all", "none");
    case "active-share":
    case "customer-share":
      return fc.constant("all");
    case "stage-users":
    case "project-stages":
    case "interaction-groups":
      return fc.constant("none");
    default:
      return mostly("none", "all");
  }
}

function overs(shape: Shape): fc.Arbitrary<OracleQuestion["over"]> {
  if (shape.definition === "monthly-mean") return fc.constant("mean");
  if (shape.definition === "interaction-groups") return mostly("none", "mean", "last");
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant("none" as const) },
    { weight: 1, arbitrary: fc.constantFrom("mean" as const, "last" as const, "distinct" as const) },
  );
}

/** `now` inside the data or long after; `as-of` mostly the same. */
function clocks(shape: Shape): fc.Arbitrary<Pick<OracleQuestion, "now" | "asOf" | "through">> {
  const inside = fc.constantFrom(...shape.setting.pool);
  const after = shape.setting.pool.at(-1)! + 400 * DAY;
  return fc
    .record({
      now: fc.oneof({ weight: 2, arbitrary: fc.constant(after) }, { weight: 1, arbitrary: inside }),
      asOf: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: inside }),
      through: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: inside }),
    })
    .map(({ now, asOf, through }) => ({ now, asOf: asOf ?? now, through }));
}

const STAGE_ORDERS = [
  null,
  null,
  null,
  ["customer", "lead"],
  ["Trial; 🚀", "prospect", "lead", "opportunity", "customer"],
];

/** Random questions that can be put to histories of the shape. */
export function questions(shape: Shape): fc.Arbitrary<OracleQuestion> {
  const { setting, definition } = shape;
  const stages = shape.stageSource !== null;
  return fc
    .record({
      threshold: thresholds(shape),
      stageAt: stageAts(shape),
      denominator: denominators(shape),
      attribution: fc.constantFrom("all" as const, "primary" as const, "split" as const),
      products: fc.boolean(),
      over: overs(shape),
      stageOrder: fc.constantFrom(...STAGE_ORDERS),
      clock: clocks(shape),
    })
    .map(({ clock, products, stageOrder, ...drawn }) => ({
      ...drawn,
      ...clock,
      definition,
      stages,
      stageOrder: stages ? stageOrder : null,
      products: definition !== "project-stages" && shape.hasProducts && (products || definition === "clusters"),
      period: setting.rule,
      timezone: setting.zone,
      by: [...new Set([...shape.stated, ...shape.told])].sort().reverse(),
      from: setting.from,
      to: setting.to,
      range: setting.range,
    }));
}
