import { useMemo } from "react";
import type { DefinitionAbout, Problem, Project } from "../api/schema.ts";
import { type Asking, useAnswer } from "../api/use-answer.ts";
import { type Day, dayOf, isoDay, localDay } from "../calendar/days.ts";
import { dayOfKey } from "../calendar/periods.ts";
import type { Asked } from "../url/asked.ts";
import { baseOf, chosenDefinition, type Setting } from "./setting.ts";
import { comparedWith, focusOf, nowAt } from "./windows.ts";

/** What of the project the setting is made from; what is not said is not known. */
export type ProjectGround = Pick<Project, "empty"> & Partial<Pick<Project, "definition" | "last_day">>;

/** The setting, or why there is none yet. */
export interface SettingState {
  readonly setting: Setting | null;
  /** What can be chosen; it is there, too, where the definition cannot be asked for. */
  readonly choosing: Setting | null;
  readonly problem: Problem | null;
  /** There is nothing imported: the page welcomes. */
  readonly empty: boolean;
  readonly retry: () => void;
}

/** Makes the page's setting from the address, the project's definitions and how far the data were read. */
export function useSettingState(asked: Asked, project: ProjectGround | null, clock: number): SettingState {
  const definitions = useAnswer("/api/v1/definitions", {}, { when: project !== null });
  const usual = project?.definition ?? null;
  const lastDay = project?.last_day ?? null;
  const { definition } = chosenDefinition(definitions.data?.definitions ?? [], asked, usual);
  const zone = zoneOf(asked, definition?.choices?.timezone ?? "UTC");
  const today = isoDay(localDay(clock, zone));
  // How far sources were read is the same whatever the window or the filter: asked once, it is there for the next.
  const whole = { ...asked, by: [], filter: [], period: null };
  const fresh = useAnswer(
    "/api/v1/report",
    definition === null ? {} : { ...baseOf(definition, whole, null), from: today, to: today },
    { when: definition !== null && project !== null && !project.empty },
  );
  const freshness = fresh.data?.freshness ?? (fresh.problem === null ? null : none);
  const choosing = useMemo(
    () =>
      definitions.data === null || freshness === null
        ? null
        : settingOf(definitions.data.definitions, asked, {
            usual,
            zone,
            ...cutOf(freshness, { asked, zone, clock, lastDay }),
          }),
    [definitions.data, freshness, asked, zone, clock, usual, lastDay],
  );
  const setting = fresh.data === null ? null : choosing;
  return { setting, choosing, empty: project?.empty === true, ...trouble(definitions, fresh) };
}

const none: readonly Freshness[] = [];

function settingOf(
  definitions: readonly DefinitionAbout[],
  asked: Asked,
  { usual, zone, cut, dataEnd }: Cut & { readonly usual: string | null; readonly zone: string },
): Setting | null {
  const { definition, unknown } = chosenDefinition(definitions, asked, usual);
  if (definition === null) return null;
  const kind = asked.period ?? definition.choices?.period ?? "month";
  const wanted = asked.at ?? asked.to;
  const focus = focusOf(kind, wanted, cut);
  return {
    definitions,
    definition,
    unknownDefinition: unknown,
    unknownPeriod: isReached(wanted, cut) ? null : wanted,
    zone,
    kind,
    cut,
    dataEnd,
    focus,
    latest: focusOf(kind, null, cut),
    compared: comparedWith(focus, asked.compare, cut),
    base: baseOf(definition, asked, nowAt(kind, cut)),
  };
}

function isReached(wanted: string | null, cut: Day): boolean {
  if (wanted === null) return true;
  const day = dayOfKey(wanted);
  return day !== null && day < cut;
}

function trouble(definitions: Asking<unknown>, fresh: Asking<unknown>): Pick<SettingState, "problem" | "retry"> {
  const problem = definitions.problem ?? fresh.problem;
  return {
    problem,
    retry: () => {
      definitions.retry();
      fresh.retry();
    },
  };
}

interface Freshness {
  readonly source: string;
  readonly through: string | null;
}

/** Where what is counted ends. */
export interface Cut {
  /** The first day that does not count. */
  readonly cut: Day;
  /** Whether the activities end there, and nothing tells that the sources reach further. */
  readonly dataEnd: boolean;
}

/**
 * The first day that is not whole in every source, and not later than today: where no source tells how far it reaches
 * the one after the last activity. A pinned link names it, and what is known as of a moment reaches no further.
 */
export function cutOf(
  freshness: readonly Freshness[],
  {
    asked,
    zone,
    clock,
    lastDay,
  }: { readonly asked: Asked; readonly zone: string; readonly clock: number; readonly lastDay: string | null },
): Cut {
  const pinned = dayOf(asked.until ?? "");
  const today = localDay(clock, zone);
  if (pinned !== null) return { cut: Math.min(pinned, today), dataEnd: false };
  const asOf = asked.overrides["as-of"];
  const known = asOf === undefined ? today : (momentDay(asOf, zone) ?? today);
  // Read through 23:59:59 is read through the day.
  const read = freshness.flatMap(({ through }) => (through === null ? [] : [Date.parse(through) + 1000]));
  const told = read.filter((at) => !Number.isNaN(at)).map((at) => localDay(at, zone));
  const last = told.length === 0 ? dayOf(lastDay ?? "") : null;
  const cut = Math.min(today, known, ...told, ...(last === null ? [] : [last + 1]));
  return { cut, dataEnd: last !== null && cut === last + 1 && cut < today };
}

/** The day of a moment: of one with its zone, or as the clocks of the definition's zone show it. */
function momentDay(text: string, zone: string): Day | null {
  const at = /T.*(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? dayOf(text) : localDay(at, zone);
}

function zoneOf(asked: Asked, zone: string): string {
  const wanted = asked.overrides.timezone ?? zone;
  try {
    new Intl.DateTimeFormat("en", { timeZone: wanted });
    return wanted;
  } catch {
    return zone;
  }
}
