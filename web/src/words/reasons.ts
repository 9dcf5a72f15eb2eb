import { type Day, dayOf, partsOf } from "../calendar/days.ts";
import { dayText, periodName } from "./dates.ts";
import { sentenceOf } from "./names.ts";

/** A reason of the API as it is read: a sentence, with “31 Oct” for 2026-10-31 and “October” for 2026-10. */
export function reasonText(reason: string, today: Day): string {
  const dated = nowFirst(reason)
    .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (text) => {
      const day = dayOf(text);
      return day === null ? text : dayText(day, today);
    })
    .replaceAll(/\b\d{4}-\d{2}\b(?!-)/g, (text) => {
      const first = dayOf(`${text}-01`);
      return first === null ? text : periodName({ kind: "month", start: `${text}-01`, end: `${text}-02` }, today);
    });
  const thisYear = String(partsOf(today).year);
  const weeks = dated.replaceAll(/\b(\d{4})-(W\d{2})\b/g, (_, year: string, week: string) =>
    year === thisYear ? week : `${week} ${year}`,
  );
  return sentenceOf(weeks);
}

/** What was done is what is told of, so it comes before the period it is compared with: whose it is could be mistaken. */
function nowFirst(reason: string): string {
  return reason.replace(/^((?:active in .+ too|back after .+)): (.+)$/, "$2; $1");
}
