import { formatInstant } from "../../src/time/instant.ts";
import { describeSource } from "./describe-source.ts";
import { museum } from "./example-source.ts";
import { exampleStandIn } from "./example-stand-in.ts";
import type { Kept } from "./example-stand-in.ts";
import { oddTexts } from "./rig.ts";
import type { Change, MakeRig } from "./rig.ts";

const MINUTE = 60_000_000;

const museumRig: MakeRig = async (clock) => {
  const standIn = await exampleStandIn(clock);
  const changedAt = (ago: number): string =>
    formatInstant(Math.floor(clock() / 1_000_000 - ago / 1_000_000) * 1_000_000);
  let next = 100;
  for (let n = 10; n < 60; n++)
    standIn.guests.set(`g${n}`, { id: `g${n}`, name: `Guest ${n}`, city: "Ulm", changed: changedAt(90 * MINUTE) });
  for (let n = 0; n < 9; n++) {
    standIn.visits.set(`v${n}`, {
      id: `v${n}`,
      guest: `g1${n % 3}`,
      day: `2026-05-0${n + 1}`,
      changed: changedAt((95 - n) * MINUTE),
    });
  }
  const change: Readonly<Record<Change, (rows: Map<string, Kept>, column: string) => void>> = {
    insert: (rows) => add(rows, changedAt(0), {}),
    late: (rows) => add(rows, changedAt(10 * MINUTE), {}),
    odd: (rows, column) => oddTexts.forEach((text) => add(rows, changedAt(0), { [column]: text })),
    change: (rows, column) => {
      const [first] = rows.values();
      if (first !== undefined) rows.set(first.id, { ...first, [column]: `changed ${next++}`, changed: changedAt(0) });
    },
    remove: (rows) => {
      const [first] = rows.keys();
      if (first !== undefined) rows.delete(first);
    },
  };
  function add(rows: Map<string, Kept>, changed: string, more: Record<string, string>): void {
    const id = `x${next++}`;
    rows.set(id, { id, name: null, guest: null, day: "2026-06-01", ...more, changed });
  }
  return {
    source: museum,
    settings: { address: standIn.url },
    credentials: { client_id: "museum", client_secret: "open-sesame-42" },
    wrong: { client_id: "museum", client_secret: "wrong/sesame&%43" },
    streams: ["guests", "visits"],
    have(fault, { after, times }) {
      const alone = ["duplicate-page", "error-in-200", "no-permission", "budget-spent"].includes(fault);
      const when = alone ? ({ path }: { path: string }): boolean => path !== "/token" : () => true;
      standIn.have({ what: fault, after, times, when });
      return true;
    },
    heal: standIn.heal,
    calls: () => standIn.calls.length,
    before(hook) {
      standIn.before = hook;
    },
    mutate(stream, kind) {
      const rows = stream === "guests" ? standIn.guests : standIn.visits;
      change[kind](rows, stream === "guests" ? "name" : "guest");
      return true;
    },
    expected: (stream) => [...(stream === "guests" ? standIn.guests : standIn.visits).values()],
    close: standIn.close,
  };
};

describeSource("museum-desk", museumRig);
