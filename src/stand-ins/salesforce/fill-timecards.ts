import { civilOf, dayOf, formatDay, weekdayOf } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import type { BusinessWork } from "../business.ts";
import type { Filled } from "./filled.ts";
import { dayMoment } from "./moments.ts";

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** One week of one person on one project. */
interface Week {
  readonly start: Day;
  readonly member: string;
  readonly product: string;
  /** Minutes by day. */
  readonly minutes: Map<Day, number>;
}

/**
 * Work as timecards: one a week for each person and project, divided into
 * splits where the month ends within the week. Some are still being written:
 * they do not count.
 */
export function fillTimecards(filled: Filled, work: readonly BusinessWork[]): void {
  const projects = new Map<string, string>();
  const people = new Map<string, { resource: string; project: string; first: Day }>();
  let number = 0;
  for (const week of weeksOf(work)) {
    const project = projects.get(week.product) ?? insertProject(filled, week);
    projects.set(week.product, project);
    const resource = filled.named("Contact", `Resource ${week.member}`, { pse__Is_Resource__c: true, AccountId: null });
    const who = `${week.member} ${project}`;
    if (!people.has(who)) people.set(who, { resource, project, first: week.start });
    const status = number % 5 === 4 ? "Submitted" : "Approved";
    insertTimecard(filled, week, { project, resource, status });
    if (number % 40 === 39)
      insertTimecard(filled, { ...week, minutes: new Map([[week.start, 60]]) }, { project, resource, status: "Saved" });
    number++;
  }
  for (const { resource, project, first } of people.values())
    filled.org.insert("pse__Assignment__c", {
      Name: "Assignment",
      pse__Resource__c: resource,
      pse__Project__c: project,
      pse__Status__c: "Scheduled",
      pse__Start_Date__c: formatDay(first),
      pse__End_Date__c: formatDay(first + 364),
      CreatedDate: dayMoment(first),
    });
}

function weeksOf(work: readonly BusinessWork[]): Week[] {
  const weeks = new Map<string, Week>();
  for (const { day, member, product, minutes } of work) {
    const start = day - weekdayOf(day);
    const key = `${start} ${member} ${product}`;
    const week = weeks.get(key) ?? { start, member, product, minutes: new Map<Day, number>() };
    week.minutes.set(day, (week.minutes.get(day) ?? 0) + minutes);
    weeks.set(key, week);
  }
  return [...weeks.values()];
}

function insertProject({ org, account, accountId, named, since }: Filled, { product, start }: Week): string {
  const practice = named("pse__Practice__c", product === "" ? "Advice" : product);
  return org.insert("pse__Proj__c", {
    Name: `${account.name}: ${product === "" ? "advice" : product}`,
    pse__Account__c: accountId,
    pse__Stage__c: "In Progress",
    pse__Project_Type__c: "Customer Project",
    pse__Is_Active__c: true,
    pse__Is_Billable__c: true,
    pse__Is_Template__c: false,
    pse__Practice__c: practice,
    pse__Region__c: named("pse__Region__c", account.region),
    pse__Group__c: named("pse__Grp__c", account.owner),
    pse__Start_Date__c: formatDay(start),
    CreatedDate: dayMoment(Math.max(start, since)),
  });
}

function insertTimecard(
  { org }: Filled,
  week: Week,
  about: { readonly project: string; readonly resource: string; readonly status: string },
): void {
  const { project, resource, status } = about;
  const shared = {
    pse__Resource__c: resource,
    pse__Project__c: project,
    pse__Status__c: status,
    pse__Billable__c: true,
    CreatedDate: dayMoment(Math.max(...week.minutes.keys())),
  };
  const header = org.insert("pse__Timecard_Header__c", {
    Name: "TCH",
    ...shared,
    ...hoursOf(week.minutes),
    pse__Start_Date__c: formatDay(week.start),
    pse__End_Date__c: formatDay(week.start + 6),
  });
  for (const [start, end] of monthParts(week.start)) {
    const minutes = new Map([...week.minutes].filter(([day]) => day >= start && day <= end));
    if (minutes.size === 0) continue;
    org.insert("pse__Timecard__c", {
      Name: "TC",
      pse__Timecard_Header__c: header,
      ...shared,
      ...hoursOf(minutes),
      pse__Start_Date__c: formatDay(start),
      pse__End_Date__c: formatDay(end),
    });
  }
}

function monthParts(start: Day): readonly (readonly [Day, Day])[] {
  const { year, month } = civilOf(start);
  const next = dayOf(year, month + 1, 1);
  return next > start && next <= start + 6
    ? [
        [start, next - 1],
        [next, start + 6],
      ]
    : [[start, start + 6]];
}

function hoursOf(minutes: ReadonlyMap<Day, number>): Record<string, number> {
  const hours = Object.fromEntries(weekdays.map((day) => [`pse__${day}_Hours__c`, 0]));
  for (const [day, spent] of minutes) hours[`pse__${weekdays[weekdayOf(day)]}_Hours__c`] = spent / 60;
  return { ...hours, pse__Total_Hours__c: [...minutes.values()].reduce((sum, each) => sum + each, 0) / 60 };
}
