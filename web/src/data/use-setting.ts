import { useMemo } from "react";
import type { Problem, Project } from "../api/schema.ts";
import { type Asking, useAnswer } from "../api/use-answer.ts";
import { type Day, isoDay, localDay } from "../calendar/days.ts";
import type { Asked } from "../url/asked.ts";
import { baseOf, chosenDefinition, type Setting } from "./setting.ts";
import { comparedWith, focusOf } from "./windows.ts";

/** The setting, or why there is none yet. */
export interface SettingState {
  readonly setting: Setting | null;
  readonly problem: Problem | null;
  /** There is nothing imported: the page welcomes. */
  readonly empty: boolean;
  readonly retry: () => void;
}

/** Makes the page's setting from the address, the project's definitions and how far the data were read. */
export function useSettingState(asked: Asked, project: Pick<Project, "empty"> | null, clock: number): SettingState {
  const definitions = useAnswer("/api/v1/definitions", {}, { when: project !== null });
  const { definition } = chosenDefinition(definitions.data?.definitions ?? [], asked);
  const zone = zoneOf(asked, definition?.choices?.timezone ?? "UTC");
  const today = isoDay(localDay(clock, zone));
  // How far sources were read is the same whatever the window or the filter: asked once, it is there for the next.
  const whole = { ...asked, by: [], filter: [], period: null };
  const fresh = useAnswer(
    "/api/v1/report",
    definition === null ? {} : { ...baseOf(definition, whole, null), from: today, to: today },
    { when: definition !== null && project !== null && !project.empty },
  );
  const setting = useMemo(() => {
    if (definitions.data === null || fresh.data === null) return null;
    const { definition: chosen, unknown } = chosenDefinition(definitions.data.definitions, asked);
    if (chosen === null) return null;
    const { cut, heldBack } = cutOf(fresh.data.freshness, zone, clock);
    const kind = asked.period ?? chosen.choices?.period ?? "month";
    const focus = focusOf(kind, asked.at ?? asked.to, cut);
    return {
      definitions: definitions.data.definitions,
      definition: chosen,
      unknownDefinition: unknown,
      zone,
      kind,
      cut,
      heldBack,
      focus,
      latest: focusOf(kind, null, cut),
      compared: comparedWith(focus, asked.compare, cut),
      base: baseOf(chosen, asked, isoDay(cut)),
    };
  }, [definitions.data, fresh.data, asked, zone, clock]);
  return { setting, empty: project?.empty === true, ...trouble(definitions, fresh) };
}

function trouble(definitions: Asking<unknown>, fresh: Asking<unknown>): Omit<SettingState, "setting" | "empty"> {
  const problem = definitions.problem ?? fresh.problem;
  return {
    problem,
    retry: () => {
      definitions.retry();
      fresh.retry();
    },
  };
}

/** The first day that is not whole in every source, and the source that says so, where it is earlier than today. */
export function cutOf(
  freshness: readonly { readonly source: string; readonly through: string | null }[],
  zone: string,
  clock: number,
): { readonly cut: Day; readonly heldBack: string | null } {
  let cut = localDay(clock, zone);
  let heldBack: string | null = null;
  for (const { source, through } of freshness) {
    const read = through === null ? Number.NaN : Date.parse(through);
    if (Number.isNaN(read)) continue;
    // Read through 23:59:59 is read through the day.
    const day = localDay(read + 1000, zone);
    if (day >= cut) continue;
    cut = day;
    heldBack = source;
  }
  return { cut, heldBack };
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
