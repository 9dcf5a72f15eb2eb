import type { Ask } from "../project/ask.ts";
import { definitionsOf } from "../project/definitions.ts";
import { isExplainable } from "../project/ask-explain.ts";
import { type SweepState, sweptQuestion } from "../project/sweep-state.ts";
import { periodContaining, periodName, previousPeriod } from "../time/calendar.ts";
import { formatDay } from "../time/day.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
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
  const ask = state === null ? null : firstAsk(state, now);
  if (state === null || ask === null) return;
  await swept.want(state, ask);
  await askedAbout.run(aboutQuestion("table", { ...ask }), () =>
    turns.read(signal, (project) => project.clusterTable(ask)),
  );
  const change = lastChange(state, ask, now);
  if (change === null) return;
  await askedAbout.run(aboutQuestion("explanation", { ...ask }), () =>
    turns.read(signal, (project) => project.explain({ ...ask, ...change })),
  );
}

/** The names of the period with the last day that is whole, and of the one before; null: its change is not explained. */
function lastChange(state: SweepState, ask: Ask, now: Instant): { readonly from: string; readonly to: string } | null {
  const definition = sweptQuestion(state, ask, now)?.definition;
  if (definition === undefined || definition.period.kind === "trailing" || !isExplainable(definition)) return null;
  const { period, timezone } = definition;
  const cut = parseInstant(ask.now ?? "", openZone(timezone)) ?? now;
  const to = periodContaining(period, openZone(timezone).localDay(cut) - 1);
  return { from: periodName(period, previousPeriod(period, to)), to: periodName(period, to) };
}

/**
 * What the page asks where nobody chose anything: the project's first definition with stages, else the first there is,
 * as of the first day that is not whole in every source. Null: there is nothing to ask.
 */
function firstAsk(
  { model, freshness }: Pick<SweepState, "model" | "freshness">,
  now: Instant,
): (Ask & { readonly definition: string; readonly now: string }) | null {
  const usable = definitionsOf(model, now).filter(({ choices }) => choices !== null);
  const first =
    usable.find(({ origin, choices }) => origin === "project" && choices?.stages === true) ?? usable[0] ?? null;
  if (first === null || first.choices === null) return null;
  const zone = openZone(first.choices.timezone);
  // Read through 23:59:59 is read through the day.
  const through = freshness.sources.flatMap((one) => (one.through === null ? [] : [Date.parse(one.through) + 1000]));
  const days = [now, ...through.map((at) => at * 1000)].map((at) => zone.localDay(at));
  return { definition: first.name, now: formatDay(Math.min(...days)) };
}
