import type { ReactNode } from "react";
import type { Retention } from "../../api/schema.ts";
import { rampStyle } from "../../charts/ramp.ts";
import { keyOf } from "../../calendar/periods.ts";
import { useSetting } from "../../data/setting.ts";
import { moveInGrid } from "../../parts/grid-keys.ts";
import { NumberLink } from "../../parts/number-link.tsx";
import type { Cell } from "../../url/cell.ts";
import { periodName } from "../../words/dates.ts";
import { count, rateText } from "../../words/numbers.ts";
import { type Cohort, shownCohorts, unitOf } from "./cohorts.ts";
import styles from "./cohort-table.module.css";

/** Cohorts by age: as a heat map of shares, or plain with the numbers in full. */
export function CohortTable({
  data,
  unit,
  plain,
}: {
  readonly data: Retention;
  readonly unit: string;
  readonly plain: boolean;
}): ReactNode {
  const cohorts = shownCohorts(data);
  const ages = Math.max(0, ...cohorts.map((each) => each.ages.length));
  const list = Array.from({ length: ages }, (_, age) => age);
  return (
    <div className={styles["scroll"]} tabIndex={0} role="group" aria-label="Cohorts">
      <table className={styles["table"]} data-plain={plain ? "" : undefined} onKeyDown={moveInGrid}>
        <caption className="aloud">
          Of the clusters first active in a {unitOf(unit)}, how many were active later
        </caption>
        <thead>
          <tr>
            <th scope="col">first active</th>
            <th scope="col">size</th>
            {list.map((age) => (
              <th key={age} scope="col">
                <span className="aloud">{`${unitOf(unit)} `}</span>
                {age}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((each) => (
            <Row key={each.period.start} cohort={each} unit={unit} plain={plain} columns={ages} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Together</th>
            <td>{count(data.ages[0]?.size ?? 0)}</td>
            {list.map((age) => {
              const mean = data.ages.find((each) => each.age === age);
              return (
                <td key={age} title={mean === undefined ? undefined : `${count(mean.kept)} of ${count(mean.size)}`}>
                  {mean === undefined ? "–" : plain ? `${count(mean.kept)} of ${count(mean.size)}` : percent(mean.rate)}
                </td>
              );
            })}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Row({
  cohort,
  unit,
  plain,
  columns,
}: {
  readonly cohort: Cohort;
  readonly unit: string;
  readonly plain: boolean;
  readonly columns: number;
}): ReactNode {
  const { cut, kind } = useSetting();
  const cell: Cell = { figure: "cohort", cohort: keyOf(cohort.period), ...(unit === kind ? {} : { kind: unit }) };
  const known = cohort.period.history !== "cut";
  return (
    <tr data-unknown={known ? undefined : ""}>
      <th scope="row">
        {periodName(cohort.period, cut)}
        {!known && <span className={styles["note"]}>history starts here</span>}
        {!cohort.period.complete && <span className={styles["note"]}>so far</span>}
      </th>
      <td>
        <NumberLink count={cohort.size} cell={{ ...cell, age: "0" }} />
      </td>
      {cohort.ages.map((each) => (
        <Kept key={each.age} cohort={cohort} age={each} cell={{ ...cell, age: String(each.age) }} plain={plain} />
      ))}
      {columns > cohort.ages.length && <td colSpan={columns - cohort.ages.length} className={styles["later"]} />}
    </tr>
  );
}

function Kept({
  cohort,
  age,
  cell,
  plain,
}: {
  readonly cohort: Cohort;
  readonly age: Cohort["ages"][number];
  readonly cell: Cell;
  readonly plain: boolean;
}): ReactNode {
  const { cut } = useSetting();
  if (cohort.size === 0) return <td className={styles["later"]}>–</td>;
  const of = `${count(age.kept)} of ${count(cohort.size)}`;
  const words = `${periodName(cohort.period, cut)}, ${age.age} later: ${of}${age.complete ? "" : ", so far"}`;
  // Under ten, a share would say more than is known.
  const text = plain || cohort.size < 10 ? of : percent(age.rate);
  return (
    <td
      className={styles["cell"]}
      style={plain ? undefined : rampStyle(age.rate ?? 0)}
      data-open={age.complete ? undefined : ""}
      title={words}
    >
      <NumberLink count={age.kept} cell={cell} text={<Shown text={text} words={words} />} />
    </td>
  );
}

function Shown({ text, words }: { readonly text: string; readonly words: string }): ReactNode {
  return (
    <>
      <span aria-hidden className={styles["shown"]}>
        {text}
      </span>
      <span className="aloud">{words}</span>
    </>
  );
}

function percent(rate: number | null): string {
  return rateText(rate, 1).replace("%", "");
}
