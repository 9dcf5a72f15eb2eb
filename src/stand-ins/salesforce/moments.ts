import type { Day } from "../../time/day.ts";
import { formatInstant } from "../../time/instant.ts";
import type { Instant } from "../../time/instant.ts";
import { openZone } from "../../time/zone.ts";
import { businessZone } from "../business.ts";

const zone = openZone(businessZone);

/** A moment as Salesforce writes it, in whole seconds: `2026-06-09T13:45:21.000+0000`. */
export function momentText(at: Instant): string {
  return formatInstant(Math.floor(at / 1_000_000) * 1_000_000).replace("Z", ".000+0000");
}

/** The first moment of a day where the company is. */
export function dayMoment(day: Day): string {
  return momentText(zone.dayStart(day));
}

/** The same moment written as Salesforce does; null when the text is none. */
export function asMoment(text: string): string | null {
  const milliseconds = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  return Number.isNaN(milliseconds) ? null : `${new Date(milliseconds).toISOString().slice(0, -1)}+0000`;
}
