import type { Definition } from "../model/definition.ts";
import { DAY_MICROS, type Instant, formatInstant } from "../time/instant.ts";
import type { ListedCluster } from "./report.ts";

/** What is known of a listed cluster. Instants in microseconds since 1970 UTC; null: never. */
export interface ListedFacts {
  readonly cluster: string;
  readonly weight: number;
  readonly status: ListedCluster["status"];
  readonly stage: string | null;
  readonly name: string | null;
  readonly owner: string | null;
  readonly events: number;
  readonly days: number;
  readonly members: number;
  readonly firstAt: Instant | null;
  readonly lastAt: Instant | null;
  readonly eventsBefore: number;
  readonly daysBefore: number;
}

/** The names of the period and the one before, and the instant the period ends or has come to. */
export interface ReasonSetting {
  readonly definition: Definition;
  readonly names: { readonly now: string; readonly before: string };
  readonly end: Instant;
}

/** Why a cluster is in a list, in one sentence. */
export function reasonOf(row: ListedFacts, { definition, names, end }: ReasonSetting): string {
  if (definition.unit === "component")
    return `${row.members} members joined by ${count(row.events, "interaction")} on ${count(row.days, "day")}`;
  if (definition.unit !== "cluster" && definition.unit !== "member") return statusWords(row.status, names);
  const did = `${count(row.events, "activity")} on ${count(row.days, "day")}`;
  switch (row.status) {
    case "new":
      return `active for the first time: ${did}`;
    case "retained":
      return `active in ${names.before} too: ${did}`;
    case "resurrected":
      return `back after not being active in ${names.before}: ${did}`;
    case "dormant":
      return `active in ${names.before}, ${row.events > 0 ? `below the threshold now (${did})` : `nothing in ${names.now}`}${lastWords(row.lastAt, end)}`;
    default:
      return row.events > 0
        ? `below the threshold: ${did}`
        : row.lastAt === null
          ? "never active"
          : `not active${lastWords(row.lastAt, end)}`;
  }
}

function statusWords(status: ListedCluster["status"], names: ReasonSetting["names"]): string {
  return {
    new: "for the first time",
    retained: `in ${names.before} too`,
    resurrected: `back after ${names.before}`,
    dormant: `in ${names.before}, not in ${names.now}`,
    inactive: "not active",
  }[status];
}

function lastWords(lastAt: Instant | null, end: Instant): string {
  if (lastAt === null) return "";
  return `; last on ${formatInstant(lastAt).slice(0, 10)}, ${count(Math.floor((end - lastAt) / DAY_MICROS), "day")} before the end`;
}

function count(n: number, word: string): string {
  const rounded = Number.isInteger(n) ? n : Math.round(n * 100) / 100;
  const many = word.endsWith("y") && word !== "day" ? `${word.slice(0, -1)}ies` : `${word}s`;
  return `${rounded} ${n === 1 ? word : many}`;
}
