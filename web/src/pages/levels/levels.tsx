import { type ReactNode, useState } from "react";
import type { Levels as Answered } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { dayOf } from "../../calendar/days.ts";
import { keyOf } from "../../calendar/periods.ts";
import { useSetting } from "../../data/setting.ts";
import { type Window, rangeTo } from "../../data/windows.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { FigureActions } from "../../parts/figure-actions.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { periodName } from "../../words/dates.ts";
import { count, countOf, rateText } from "../../words/numbers.ts";
import {
  type Cuts,
  columnsOf,
  cutsOf,
  type LevelPeriod,
  levelsOf,
  levelsSentence,
  usualCuts,
} from "../../figures/levels/curve.ts";
import { LevelChart } from "../../figures/levels/level-chart.tsx";
import { LevelTable } from "../../figures/levels/level-table.tsx";
import styles from "./levels.module.css";
import { Multiples } from "./multiples.tsx";

/** Who is a light user and who a heavy one: clusters by their number of active days. */
export default function Levels(): ReactNode {
  const { base, focus } = useSetting();
  const { by: _, ...plain } = base;
  const params = { ...plain, ...rangeTo(focus, 12) };
  const asking = useAnswer("/api/v1/levels", params);
  return (
    <>
      {asking.data === null && <PageHead title="Activity levels" definition />}
      <Answer asking={asking} height={760}>
        {(data) => <Figure data={data} params={params} />}
      </Answer>
    </>
  );
}

function Figure({
  data,
  params,
}: {
  readonly data: Answered;
  readonly params: Readonly<Record<string, unknown>>;
}): ReactNode {
  const setting = useSetting();
  const { asked, own, changeOwn } = useAsked();
  const [dragged, setDragged] = useState<Cuts | null>(null);
  const { focus, cut } = setting;
  const period = data.totals.find((each) => keyOf(each.period) === focus.key);
  if (period === undefined) return <Empty height={240}>Nothing is known of this period.</Empty>;
  const cuts = dragged ?? cutsOf(own["cuts"]);
  const most = longest(data.totals);
  const levels = levelsOf(columnsOf(period, most), cuts);
  const when = cellWhen(focus, setting);
  const name = `${periodName(focus.span, cut)}${focus.complete ? "" : " so far"}`;
  const keep = (next: Cuts, done: boolean): void => {
    setDragged(done ? null : next);
    if (done) changeOwn({ cuts: next.join() === usualCuts.join() ? null : next.join() });
  };
  return (
    <>
      <PageHead
        title={levelsSentence(levels, name)}
        lede={<Shares levels={levels} of={period.clusters} />}
        definition
      />
      <div className={styles["page"]}>
        <Panel
          title={`Clusters by active days, ${name}`}
          caption={`A column for each number of days, of ${count(period.clusters)} clusters.${daysOver(focus)} Drag the lines, or move them with the arrow keys, to cut elsewhere.`}
          actions={<FigureActions address="/api/v1/levels" params={{ ...params, levels: cuts.join(",") }} />}
        >
          <ul className={styles["groups"]}>
            {levels.map((each) => (
              <li key={each.name}>
                <NumberLink
                  count={each.clusters}
                  cell={{ figure: "levels", ...when, days: each.days }}
                  className={styles["figure"]}
                />
                <span className={styles["name"]}>{each.name}</span>
                <span className={styles["days"]}>{each.words}</span>
              </li>
            ))}
          </ul>
          {period.clusters === 0 ? (
            <Empty height={240}>
              <p>Nobody is counted in this period.</p>
            </Empty>
          ) : asked.view === "table" ? (
            <LevelTable columns={columnsOf(period, most)} of={period.clusters} when={when} cuts={cuts} />
          ) : (
            <LevelChart
              columns={columnsOf(period, most)}
              when={when}
              cuts={cuts}
              keep={keep}
              name={name}
              open={!focus.complete}
            />
          )}
        </Panel>
        <Panel
          title={powerTitle(data.totals, cuts, cut)}
          caption="The same columns for each period, without those of no active day. All on one scale."
        >
          <Multiples periods={data.totals} cuts={cuts} />
        </Panel>
      </div>
    </>
  );
}

function Shares({ levels, of }: { readonly levels: ReturnType<typeof levelsOf>; readonly of: number }): ReactNode {
  if (of === 0) return "There is nobody to count.";
  return `Of ${count(of)} clusters: ${levels.map((each) => `${rateText(each.clusters / of, of)} ${each.name} (${each.words})`).join(", ")}.`;
}

function powerTitle(totals: readonly LevelPeriod[], cuts: Cuts, today: number): string {
  const whole = totals.filter((each) => each.period.complete);
  const power = (each: LevelPeriod): number => levelsOf(columnsOf(each, cuts[2]), cuts)[3]?.clusters ?? 0;
  const [first, last] = [whole[0], whole.at(-1)];
  if (first === undefined || last === undefined || first === last) return "Period by period";
  const [was, is] = [power(first), power(last)];
  const way = is === was ? "as many as" : is > was ? "up from" : "down from";
  return `${countOf(is, "power user")} in ${periodName(last.period, today)}, ${way} ${count(was)} in ${periodName(first.period, today)}`;
}

/** How much of a period that is not over there was to be active on. */
function daysOver({ complete, span, until }: Window): string {
  if (complete) return "";
  const [start, end] = [dayOf(span.start) ?? 0, dayOf(span.end) ?? 0];
  return ` ${count(until - start)} of its ${countOf(end - start, "day")} are over, so more may come to be active on many.`;
}

/** The most days that a period has. */
function longest(totals: readonly LevelPeriod[]): number {
  const lengths = totals.map(({ period }) => (dayOf(period.end) ?? 0) - (dayOf(period.start) ?? 0));
  return Math.min(400, Math.max(1, ...lengths));
}
