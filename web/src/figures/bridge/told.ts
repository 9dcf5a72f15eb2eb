import type { DefinitionAbout } from "../../api/schema.ts";
import { type Day, dayOf } from "../../calendar/days.ts";
import { dayText, instantText } from "../../words/dates.ts";

/** How the earlier number of a change was told, where that is another than today's: the API's parameters. */
export type Told = Readonly<Partial<Record<"then" | "then-definition", string>>>;

/** The parameters for a number told with what was known when a day began, by a definition; empty: as today. */
export function toldAs(day: string, definition: string): Readonly<Record<keyof Told, string | null>> {
  // Texts under the names that the flags have; nothing that could be called.
  // oxlint-disable-next-line unicorn/no-thenable
  return { then: day === "" ? null : day, "then-definition": definition === "" ? null : definition };
}

/** The parameters of *Why it changed* that show what became known since. */
export function restatedSince(known: string): Readonly<Record<string, string>> {
  // oxlint-disable-next-line unicorn/no-thenable
  return { then: known, part: "restated" };
}

/** Whether a change can begin with the number of a definition: it says of how many, of the same kind of cluster. */
export function canBeginWith(choices: DefinitionAbout["choices"], kind: string | undefined): boolean {
  if (choices === null || choices.cluster !== kind) return false;
  return choices.denominator !== "none" && choices.counts === "cluster" && ["end", "start"].includes(choices.stage_at);
}

/** The parameters of an address that say how the earlier number was told. */
export function toldOf(own: Readonly<Record<string, string>>): Told {
  const text = (name: keyof Told): Told => {
    const value = own[name]?.trim().slice(0, 100) ?? "";
    return value === "" ? {} : { [name]: value };
  };
  return { ...text("then"), ...text("then-definition") };
}

/** “as known when 3 Nov began, by “teams””; null: as it is told today. */
export function toldText(told: Told, today: Day): string | null {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(told.then ?? "") ? dayOf(told.then ?? "") : null;
  const texts = [
    told.then === undefined
      ? null
      : day === null
        ? `as known at ${instantOf(told.then, today)}`
        : `as known when ${dayText(day, today)} began`,
    told["then-definition"] === undefined ? null : `by “${told["then-definition"]}”`,
  ].filter((each) => each !== null);
  return texts.length === 0 ? null : texts.join(", ");
}

function instantOf(text: string, today: Day): string {
  const isUtc = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text));
  return isUtc ? instantText(text, "UTC", today) : text.replace("T", " ");
}
