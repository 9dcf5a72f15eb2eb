import { createContext, useContext } from "react";
import type { DefinitionAbout } from "../api/schema.ts";
import type { Day } from "../calendar/days.ts";
import { type Asked, formatFilter } from "../url/asked.ts";
import type { Window } from "./windows.ts";

/** What every figure of the page shares: what is counted, up to when, and compared with what. */
export interface Setting {
  readonly definitions: readonly DefinitionAbout[];
  readonly definition: DefinitionAbout;
  /** The name asked for where the project has no such definition. */
  readonly unknownDefinition: string | null;
  /** The period asked for where there is none of that name, or the data do not reach it. */
  readonly unknownPeriod: string | null;
  readonly zone: string;
  /** `month`, `trailing:30d`, … */
  readonly kind: string;
  /** The first day that is not whole: nothing from it on is counted. */
  readonly cut: Day;
  /** Whether the cut is where the activities end, because no source tells how far it reaches. */
  readonly dataEnd: boolean;
  readonly focus: Window;
  /** The period that is under way, or the last one. */
  readonly latest: Window;
  readonly compared: Window | null;
  /** The parameters that every question takes along: definition, kind, overrides, the cut. */
  readonly base: Base;
}

/** Parameters of every question. */
export interface Base {
  readonly definition: string;
  readonly period?: string;
  readonly by?: string;
  readonly filter?: string[];
  readonly now?: string;
  readonly events?: number;
  readonly days?: number;
  readonly members?: string;
  readonly "stage-at"?: "end" | "start" | "any" | "activity" | "time-weighted";
  readonly denominator?: "stage" | "all" | "none";
  readonly timezone?: string;
  readonly "as-of"?: string;
}

/** Given by the shell once the project is known. */
export const SettingContext = createContext<Setting | null>(null);

/** The setting of the page. Only inside the shell's content. */
export function useSetting(): Setting {
  const setting = useContext(SettingContext);
  if (setting === null) throw new Error("useSetting is called outside the shell");
  return setting;
}

/**
 * The definition an address asks for: `name` or `name@version`. Where it asks for none: the first of the project's own
 * that has stages, else the one that the API answers by, where that is known.
 */
export function chosenDefinition(
  definitions: readonly DefinitionAbout[],
  asked: Asked,
  usual: string | null,
): { readonly definition: DefinitionAbout | null; readonly unknown: string | null } {
  const usable = definitions.filter((each) => each.choices !== null);
  const name = asked.definition?.split("@")[0] ?? null;
  const found = usable.find((each) => each.name === name) ?? null;
  const first =
    usable.find((each) => each.choices?.stages === true && each.origin === "project") ??
    usable.find((each) => each.name === usual) ??
    usable[0] ??
    null;
  return { definition: found ?? first, unknown: name !== null && found === null ? name : null };
}

/** The parameters that go along with every question; without `now` it is the clock. */
export function baseOf(definition: DefinitionAbout, asked: Asked, now: string | null): Base {
  const { events, days, members, denominator, timezone } = asked.overrides;
  const number = (text: string | undefined): number | undefined =>
    text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
  const all = {
    definition: definition.name,
    period: asked.period ?? undefined,
    filter: asked.filter.length === 0 ? undefined : asked.filter.map(formatFilter),
    by: asked.by.length === 0 ? undefined : asked.by.join(","),
    now: now ?? undefined,
    events: number(events),
    days: number(days),
    members,
    "stage-at": oneOf(asked.overrides["stage-at"], ["end", "start", "any", "activity", "time-weighted"]),
    denominator: oneOf(denominator, ["stage", "all", "none"]),
    timezone,
    "as-of": asked.overrides["as-of"],
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as Base;
}

function oneOf<T extends string>(text: string | undefined, words: readonly T[]): T | undefined {
  return words.find((word) => word === text);
}
