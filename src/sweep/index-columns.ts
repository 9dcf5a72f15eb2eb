import type { SweepInput } from "./input.ts";

/** A column of an index: its name, what its values are, and they. */
export interface IndexColumn {
  readonly name: string;
  readonly kind: "whole" | "real" | "yes";
  readonly values: Int32Array | Float64Array | Uint8Array;
}

type Columns = Pick<SweepInput, "activity" | "states" | "belonging" | "ownHistory" | "unattributed">;

/** All columns of the sweep's input, by name. */
export function columnsIn(input: Columns): readonly IndexColumn[] {
  const { activity, states, belonging, ownHistory, unattributed } = input;
  const groups = { activity, states, belonging, unattributed };
  const found = Object.entries(groups).flatMap(([group, columns]) =>
    Object.entries(columns ?? {}).flatMap(([name, values]: [string, unknown]) => column(`${group}.${name}`, values)),
  );
  return [...found, ...column("ownHistory", ownHistory)];
}

function column(name: string, values: unknown): readonly IndexColumn[] {
  if (values instanceof Int32Array) return [{ name, kind: "whole", values }];
  if (values instanceof Float64Array) return [{ name, kind: "real", values }];
  return values instanceof Uint8Array ? [{ name, kind: "yes", values }] : [];
}

/** The sweep's input from its columns; what has none was not there. */
export function inputFrom(columns: readonly IndexColumn[]): Columns {
  const byName = new Map(columns.map(({ name, values }) => [name, values]));
  const maybe =
    <T>(kind: abstract new (...args: never[]) => T) =>
    (name: string): T | null => {
      const values = byName.get(name);
      return values instanceof kind ? values : null;
    };
  const [whole, real, yes] = [maybe(Int32Array), maybe(Float64Array), maybe(Uint8Array)];
  const must = <T>(values: T | null): T => {
    if (values === null) throw new RangeError("a column of the index is missing");
    return values;
  };
  const spans = (group: string) => ({
    rows: must(whole(`${group}.fromDay`)).length,
    offsets: must(whole(`${group}.offsets`)),
    fromAt: must(real(`${group}.fromAt`)),
    toAt: must(real(`${group}.toAt`)),
    fromDay: must(whole(`${group}.fromDay`)),
    toDay: must(whole(`${group}.toDay`)),
  });
  const day = must(whole("activity.day"));
  return {
    activity: {
      rows: day.length,
      offsets: must(whole("activity.offsets")),
      day,
      events: must(real("activity.events")),
      labelEvents: real("activity.labelEvents"),
      member: whole("activity.member"),
      product: whole("activity.product"),
      label: whole("activity.label"),
    },
    states: byName.has("states.label")
      ? { ...spans("states"), label: must(whole("states.label")), present: must(yes("states.present")) }
      : null,
    belonging: byName.has("belonging.member")
      ? { ...spans("belonging"), member: must(whole("belonging.member")) }
      : null,
    ownHistory: yes("ownHistory"),
    unattributed: { day: must(whole("unattributed.day")), events: must(real("unattributed.events")) },
  };
}
