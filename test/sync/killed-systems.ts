import type { MakeRig, Rig } from "../source-kit/rig.ts";
import { ajeraRig } from "../ajera/rig.ts";
import { orgRig } from "../salesforce/rig.ts";
import { zohoRigOf } from "../zoho-books/rig.ts";
// @ts-expect-error plain JavaScript, which the killed process runs too
import { serve } from "./loopback-books.mjs";

/** A system that goes from state to state, and how it is read in each. */
export interface KilledSystem {
  readonly name: string;
  readonly states: readonly SystemState[];
  /** What smac.yml says of the connection, as JSON. */
  readonly connection: Readonly<Record<string, unknown>>;
  /** What the process that reads it is told. */
  readonly job: Readonly<Record<string, unknown>>;
  close(): Promise<void> | void;
}

/** One state of a system. */
export interface SystemState {
  readonly epoch: number;
  readonly full: boolean;
  /** Microseconds since 1970 UTC. */
  readonly now: number;
  /** Brings the system there. */
  begin(): void;
}

const begin = Date.UTC(2026, 5, 1, 12) * 1000;
const day = 86_400_000_000;

/** The systems, by their names in smac.yml. */
export const killedSystems: Readonly<Record<string, () => Promise<KilledSystem>>> = {
  loopback: loopbackSystem,
  "zoho-books": () => {
    const make = zohoRigOf({ perMinute: null, perDay: 1_000_000 });
    const streams = ["contacts", "invoices", "customerpayments", "timeentries"];
    return vendorSystem("zoho-books", { make, streams, settings: { calls_per_minute: 100_000 } });
  },
  ajera: () => {
    const streams = ["clients", "projects", "project_clients", "project_statuses", "timesheet_days"];
    return vendorSystem("ajera", { make: ajeraRig(), streams, settings: {} });
  },
  certinia: () => {
    const streams = ["accounts", "lead_history", "timecard_days", "sales_invoices"];
    return vendorSystem("certinia", { make: orgRig("certinia", streams), streams, settings: { bulk_from: 60 } });
  },
};

/** The small system of `loopback-books.mjs`: one list in passes, one by a bookmark. */
async function loopbackSystem(): Promise<KilledSystem> {
  const server = (await serve(loopbackTables, { delay: 2 })) as { readonly url: string; close(): void };
  const states = [false, false, true].map((full, i) => {
    return { epoch: i + 1, full, now: begin + i * day, begin: () => undefined };
  });
  return {
    name: "loopback",
    states,
    connection: { type: "loopback", url: server.url },
    job: { type: "loopback", url: server.url },
    close: () => server.close(),
  };
}

/** Between the states rows change, vanish, come, and are merged; columns come and go. */
function loopbackTables(epoch: number) {
  const invoices = Array.from({ length: 400 }, (_, i) => ({
    id: i,
    customer: `c${i % 23}`,
    date: `2026-0${1 + (i % 6)}-1${i % 10}`,
    status: i % 7 === 0 ? "void" : "sent",
    total: i,
  }));
  const contacts = Array.from({ length: 100 }, (_, i) => ({ id: `c${i}`, name: `Name ${i}`, changed: 1 }));
  if (epoch === 1) return { invoices, contacts, gone: [], merged: [] };
  const later = invoices
    .filter(({ id }) => id % (epoch === 2 ? 11 : 7) !== 0)
    .map((row) => (row.id % 5 === 0 ? { ...row, total: `${row.total}.50`, status: "paid", fresh: true } : row));
  const more = Array.from({ length: 60 }, (_, i) => ({
    id: 1000 * epoch + i,
    customer: `c${i}`,
    date: "2026-07-01",
    status: "sent",
  }));
  return {
    invoices: [...later, ...more],
    // Who is told gone does not come as well.
    contacts: contacts
      .filter(({ id }) => id !== "c7" && id !== "c99")
      .map((row, i) => (i % 4 === 0 ? { ...row, name: `New ${epoch} ${i}`, changed: epoch } : row)),
    gone: [{ id: "c7" }, { id: "c99" }],
    merged: [{ kind: "customer", from: "c3", into: "c4" }],
  };
}

/** The system of a vendor as its stand-in. */
async function vendorSystem(
  name: string,
  about: {
    readonly make: MakeRig;
    /** Those that are read. */
    readonly streams: readonly string[];
    readonly settings: Readonly<Record<string, unknown>>;
  },
): Promise<KilledSystem> {
  const { make, streams, settings } = about;
  let now = begin;
  const rig = await make(() => now);
  const at = (epoch: number, days: number, { full }: { full: boolean }, change: () => void): SystemState => {
    const then = begin + days * day;
    return {
      epoch,
      full,
      now: then,
      begin() {
        now = then;
        change();
      },
    };
  };
  return {
    name,
    // The last one comes so late that everything is due to be read again.
    states: [
      at(1, 0, { full: false }, () => undefined),
      at(2, 1, { full: false }, () => changed(rig)),
      at(3, 2, { full: true }, () => changed(rig)),
      at(4, 20, { full: false }, () => changed(rig)),
    ],
    connection: { type: name, ...rig.settings, ...settings },
    job: { type: name, credentials: rig.credentials, streams: streams.map((stream) => `books.${stream}`) },
    close: () => rig.close(),
  };
}

function changed(rig: Rig): void {
  for (const stream of rig.streams)
    for (const change of ["insert", "change", "remove", "odd", "late", "insert"] as const) rig.mutate(stream, change);
}
