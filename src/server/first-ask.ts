import type { Ask } from "../project/ask.ts";
import { definitionsOf } from "../project/definitions.ts";
import { isExplainable } from "../project/ask-explain.ts";
import { usualDefinition } from "../project/named-question.ts";
import { type SweepState, sweptQuestion } from "../project/sweep-state.ts";
import { periodContaining, periodName, previousPeriod } from "../time/calendar.ts";
import { type Day, formatDay } from "../time/day.ts";
import type { Instant } from "../time/instant.ts";
import { openZone } from "../time/zone.ts";
import { aboutQuestion, askedAbout } from "./asked-about.ts";
import type { ProjectTurns } from "./project-turns.ts";
import type { SweptAnswers } from "./swept-answers.ts";

/** Makes ready what a page asks first: the index of its numbers, and the tables of its lists and of the change before. */
export async function askFirst(about: {
  readonly turns: Pick<ProjectTurns, "read" | "state">;
  readonly swept: Pick<SweptAnswers, "want">;
  readonly now: Instant;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { turns, swept, now, signal } = about;
  await turns.read(signal, (project) => project.isSettled());
  const state = turns.state();
  const first = state === null ? null : firstAsk(state, now);
  if (state === null || first === null) return;
  const { day: _, ...ask } = first;
  await swept.want(state, ask);
  await askedAbout.run(aboutQuestion("table", { ...ask }), () =>
    turns.read(signal, (project) => project.clusterTable(ask)),
  );
  const change = lastChange(state, first, now);
  if (change === null) return;
  await askedAbout.run(aboutQuestion("explanation", { ...ask }), () =>
    turns.read(signal, (project) => project.explain({ ...ask, ...change })),
  );
}

/** The names of the period with the last day that is whole, and of the one before; null: its change is not explained. */
function lastChange(
  state: SweepState,
  { day, ...ask }: FirstAsk,
  now: Instant,
): { readonly from: string; readonly to: string } | null {
  const definition = sweptQuestion(state, ask, now)?.definition;
  if (definition === undefined || definition.period.kind === "trailing" || !isExplainable(definition)) return null;
  const { period } = definition;
  const to = periodContaining(period, day);
  return { from: periodName(period, previousPeriod(period, to)), to: periodName(period, to) };
}

interface FirstAsk extends Ask {
  readonly definition: string;
  readonly now: string;
  /** The last day that is whole. */
  readonly day: Day;
}

/**
 * What the page asks where nobody chose anything: the project's first definition with stages, else the first there is,
 * as of the last day that is whole in every source; where none says until when it is, the last on which anything
 * happened. Null: there is nothing to ask.
 */
function firstAsk(state: SweepState, now: Instant): FirstAsk | null {
  const { model, freshness, last } = state;
  const usable = definitionsOf(model, now).filter(({ choices }) => choices !== null);
  const first =
    usable.find(({ origin, choices }) => origin === "project" && choices?.stages === true) ??
    usable.find(({ name }) => name === usualDefinition(model)) ??
    usable[0] ??
    null;
  if (first === null || first.choices === null) return null;
  const zone = openZone(first.choices.timezone);
  // Read through 23:59:59 is read through the day.
  const through = freshness.sources.flatMap((one) => (one.through === null ? [] : [Date.parse(one.through) + 1000]));
  const said = through.map((at) => zone.localDay(at * 1000));
  const ends = said.length > 0 || last === null ? said : [zone.localDay(last) + 1];
  const cut = Math.min(zone.localDay(now), ...ends);
  const period = sweptQuestion(state, { definition: first.name }, now)?.definition.period;
  const isWhole = period === undefined || period.kind === "trailing" || periodContaining(period, cut).start === cut;
  // What happens at the instant itself counts: within a period it is the last before the day.
  return {
    definition: first.name,
    now: isWhole ? formatDay(cut) : `${formatDay(cut - 1)}T23:59:59.999999`,
    day: cut - 1,
  };
}
