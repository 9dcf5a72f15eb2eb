import { SmacError } from "../errors.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import { type Period, periodContaining } from "../time/calendar.ts";
import { type Zone, openZone } from "../time/zone.ts";

/** The period that is looked at: the last asked for, else the current one; of trailing windows the last whole one. */
export function focusOf({ definition: { period }, to, now, through }: Question, zone: Zone): Period {
  const today = zone.localDay(now);
  const whole = zone.localDay(Math.min(now, through ?? now)) - 1;
  const current = period.kind === "trailing" ? whole : today;
  return periodContaining(period, to === null ? current : to.end - 1);
}

/** The question about the period in focus, with products told apart where there are any. */
export function focused(question: Question, facts: Facts): Question {
  const { definition } = question;
  if (definition.unit !== "cluster")
    throw new SmacError("QUERY_NO_CLUSTERS", `the definition “${definition.name}” does not count clusters one by one`, {
      hint: "ask for one that does, for example definition=customers",
    });
  const period = focusOf(question, openZone(definition.timezone));
  const asked = definition.period.kind === "trailing" ? { start: period.end - 1, end: period.end } : period;
  return {
    ...question,
    from: asked,
    to: asked,
    range: "expand",
    definition: { ...definition, over: "none", by: [], products: facts.activityHas.product },
  };
}
