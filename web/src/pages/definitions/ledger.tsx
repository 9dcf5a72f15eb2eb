import type { ReactNode } from "react";
import { addressOf, type AnswerOf } from "../../api/ask.ts";
import type { DefinitionAbout } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { dayOf, isoDay, localDay } from "../../calendar/days.ts";
import { keyAt } from "../../calendar/periods.ts";
import { canBeginWith, restatedSince } from "../../figures/bridge/told.ts";
import { ledgerPeriod } from "./ledger-period.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import table from "../../parts/data-table.module.css";
import { PageLink } from "../../parts/page-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { parseAsked } from "../../url/asked.ts";
import { instantText } from "../../words/dates.ts";
import { stageName, statusName, valueName } from "../../words/names.ts";
import { count, countOf, signedCount } from "../../words/numbers.ts";
import styles from "./definitions.module.css";

type Change = AnswerOf<"/api/v1/ledger">["changes"][number];

/** Which numbers of a definition that were told before are different now, since when, and by which load. */
export function Ledger({ definition }: { readonly definition: DefinitionAbout }): ReactNode {
  const asked = { definition: definition.name };
  const asking = useAnswer("/api/v1/ledger", { ...asked, limit: 500 });
  const changes = withoutDoubles(asking.data?.changes ?? []);
  const zone = definition.choices?.timezone ?? "UTC";
  const explains = canBeginWith(definition.choices, definition.choices?.cluster);
  return (
    <Panel
      title={
        asking.data === null
          ? "Numbers that changed after they were told"
          : changes.length === 0
            ? `No number of ${definition.name} has changed since it was told`
            : `${countOf(changes.length, "number")}${asking.data.next === null ? "" : " and more"} changed after ${changes.length === 1 ? "it was" : "they were"} told`
      }
      caption="When rows come late or are corrected, earlier periods change. What was told before stays written here."
      actions={
        changes.length > 0 && (
          <a className={styles["button"]} download href={addressOf("/api/v1/ledger", { ...asked, format: "csv" })}>
            CSV
          </a>
        )
      }
    >
      <Answer asking={asking} height={160}>
        {() =>
          changes.length === 0 ? (
            <Empty>
              <p>Once a load changes a month that was reported, the line here says what it was, what it is, and why.</p>
            </Empty>
          ) : (
            <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Changed numbers">
              <table className={table["table"]} data-cards>
                <caption className="aloud">Changed numbers</caption>
                <thead>
                  <tr>
                    <th scope="col">Period</th>
                    <th scope="col">Number</th>
                    <th scope="col" className={table["end"]}>
                      Was
                    </th>
                    <th scope="col" className={table["end"]}>
                      Is
                    </th>
                    <th scope="col" className={table["end"]}>
                      Change
                    </th>
                    <th scope="col">Since</th>
                    <th scope="col" className={table["end"]}>
                      Load
                    </th>
                    {explains && <th scope="col">As told then</th>}
                  </tr>
                </thead>
                <tbody>
                  {changes.map((each) => (
                    <Line key={JSON.stringify(each)} change={each} zone={zone}>
                      {explains && (
                        <Why change={each} known={knownBefore(each, { changes, zone })} definition={definition} />
                      )}
                    </Line>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Answer>
    </Panel>
  );
}

function Line({
  change,
  zone,
  children,
}: {
  readonly change: Change;
  readonly zone: string;
  readonly children: ReactNode;
}): ReactNode {
  const today = localDay(Date.parse(change.recordedAt), zone);
  return (
    <tr>
      <th scope="row" className={table["near"]}>
        {periodText(change, today)}
      </th>
      <td>{numberName(change)}</td>
      <td className={table["end"]} data-label="was">
        {numberText(change.was)}
      </td>
      <td className={table["end"]} data-label="is">
        {numberText(change.is)}
      </td>
      <td className={table["end"]} data-label="change">
        {change.was === null || change.is === null ? "–" : changeText(change.is - change.was)}
      </td>
      <td className={table["near"]}>
        <time dateTime={change.recordedAt}>{instantText(change.recordedAt, zone, today)}</time>
      </td>
      <td className={table["end"]} data-label="load">
        {change.loadId ?? "–"}
      </td>
      {children === false ? null : <td className={table["near"]}>{children}</td>}
    </tr>
  );
}

/** Why the number of a period is another today: the change that begins with it as it was told then. */
function Why({
  change,
  known,
  definition,
}: {
  readonly change: Change;
  readonly known: string;
  readonly definition: DefinitionAbout;
}): ReactNode {
  const { periodKind: kind, periodStart: start, measure, by } = change;
  const first = dayOf(start);
  if (first === null) return "–";
  const period = keyAt(kind, first);
  const today = localDay(Date.parse(change.recordedAt), definition.choices?.timezone ?? "UTC");
  return (
    <PageLink
      to="/why"
      change={{
        ...parseAsked(""),
        definition: definition.name,
        period: kind === definition.choices?.period ? null : kind,
        at: period,
        compare: period,
        measure: measure.endsWith("rate") ? "rate" : "count",
        filter: Object.entries(by).flatMap(([name, value]) =>
          value === null ? [] : [{ name, values: [value], not: false }],
        ),
      }}
      own={restatedSince(known)}
      otherwise={null}
    >
      Why it changed
      <span className="aloud">
        : {periodText(change, today)}, {numberName(change)}
      </span>
    </PageLink>
  );
}

/**
 * When a number was told last before it changed: its day's beginning; of several changes on a day, the change before.
 * What was imported for the first time that same day was told on none before.
 */
function knownBefore(
  { recordedAt }: Change,
  { changes, zone }: { readonly changes: readonly Change[]; readonly zone: string },
): string {
  const day = (instant: string): number => localDay(Date.parse(instant), zone);
  const before = changes.map((each) => each.recordedAt).filter((each) => each < recordedAt);
  const last = before.toSorted().at(-1);
  return last !== undefined && day(last) === day(recordedAt) ? last : isoDay(day(recordedAt));
}

function periodText({ periodKind, periodStart }: Change, today: number): string {
  return ledgerPeriod(periodKind, dayOf(periodStart), today) ?? periodStart;
}

function numberName({ measure, stage, product, by }: Change): string {
  return [
    measureName(measure),
    stage === null ? null : stageName(stage),
    product,
    ...Object.entries(by).map(([name, value]) => `${name} ${valueName(value)}`),
  ]
    .filter((each) => each !== null)
    .join(", ");
}

/** Where nothing is told apart, the numbers of all together are the same once more. */
function withoutDoubles(changes: readonly Change[]): readonly Change[] {
  const key = ({ loadId, periodKind, periodStart, measure, stage, product, by }: Change): string =>
    JSON.stringify([loadId, periodKind, periodStart, measure, stage, product, by]);
  const known = new Set(changes.map(key));
  return changes.filter(
    (each) => !each.measure.startsWith("total.") || !known.has(key({ ...each, measure: each.measure.slice(6) })),
  );
}

function measureName(measure: string): string {
  const isTotal = measure.startsWith("total.");
  const name = statusName(isTotal ? measure.slice(6) : measure);
  return isTotal ? `${name}, all together` : name;
}

function numberText(value: number | null): string {
  if (value === null) return "–";
  return Number.isInteger(value) ? count(value) : `${(value * 100).toFixed(1)}%`;
}

function changeText(value: number): string {
  if (Number.isInteger(value)) return signedCount(value);
  return `${value > 0 ? "+" : "\u2212"}${Math.abs(value * 100).toFixed(1)} pts`;
}
