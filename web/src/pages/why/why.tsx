import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Comparison, Explanation } from "../../api/schema.ts";
import { type Asking, useAnswer } from "../../api/use-answer.ts";
import { useSetting } from "../../data/setting.ts";
import type { Window } from "../../data/windows.ts";
import { comparedCell } from "../../lists/compared.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { BridgePanel } from "./bridge-panel.tsx";
import {
  type ChangeSide,
  type ChangeWindows,
  comparisonOf,
  type ShownChange,
  shownChange,
  sidesOf,
  windowsOf,
} from "../../figures/bridge/change.ts";
import { PartPanel } from "./part-panel.tsx";
import { SplitPanel } from "./split-panel.tsx";
import { ToldLine } from "./told-then.tsx";
import { type Told, toldOf, toldText } from "../../figures/bridge/told.ts";
import type { Cell } from "../../url/cell.ts";
import { count } from "../../words/numbers.ts";
import { instantText } from "../../words/dates.ts";
import { windowText } from "../../words/windows.ts";
import styles from "./why.module.css";
import { daysText, headline } from "../../figures/bridge/words.ts";

/** Why the number changed between two periods: parts that add up, each with its clusters. */
export default function Why(): ReactNode {
  const { compared, definition, focus } = useSetting();
  const { hrefWith, own } = useAsked();
  if (definition.choices?.denominator === "none") return <NoPopulation name={definition.name} />;
  // A period has a change of its own where its number was told otherwise.
  const changes = compared?.key !== focus.key || Object.keys(toldOf(own)).length > 0;
  if (compared !== null && changes) return <Changed compared={compared} />;
  return (
    <>
      <PageHead title="Nothing is compared" definition />
      <Empty height={240}>
        <p>A change needs two periods.</p>
        <p>
          <Link href={hrefWith({ compare: "like" })}>Compare with the period before</Link> ·{" "}
          <Link href={hrefWith({ compare: "year" })}>with a year before</Link>
        </p>
      </Empty>
    </>
  );
}

function NoPopulation({ name }: { readonly name: string }): ReactNode {
  return (
    <>
      <PageHead title="This change cannot be split" definition />
      <Empty height={240}>
        <p>
          “{name}” counts clusters without saying of how many. Behaviour, mix, entry and exit are told of a population:
          choose a definition that has one above.
        </p>
        <p>
          <PageLink to="/lifecycle">Lifecycle</PageLink> shows who is new, came back and went quiet.
        </p>
      </Empty>
    </>
  );
}

function Changed({ compared }: { readonly compared: Window }): ReactNode {
  const { base, focus, cut } = useSetting();
  const { asked, own } = useAsked();
  const { by: _, ...plain } = base;
  const told = toldOf(own);
  const both = windowsOf(focus, compared, cut);
  const { later, earlier, swapped, same } = both;
  const comparison = useAnswer("/api/v1/comparison", { ...plain, ...comparisonOf(both) });
  const params = { ...plain, from: compared.key, to: focus.key, ...told };
  const explanation = useAnswer("/api/v1/explanation", params);
  const asking = together(comparison, explanation);
  const windows = swapped ? ([later, earlier] as const) : ([earlier, later] as const);
  const line = <ToldLine told={told} period={windowText(windows[0], cut)} />;
  return (
    <>
      {asking.data === null && <PageHead title="Why it changed" definition />}
      {asking.data === null && line}
      <Answer asking={asking} height={700}>
        {([sides, explained]) => {
          const levels = sidesOf(sides, both);
          if (levels === null) return <Empty height={240}>There is nothing to compare with.</Empty>;
          const wanted = asked.measure;
          const change = shownChange(explained, levels, { wanted, told });
          const { told: _told, ...today } = explained;
          if (explained.told?.population === 0 && levels[0].of > 0)
            return <NothingKnown line={line} notes={explained.notes ?? []} />;
          return (
            <>
              <PageHead
                title={headline(change, windows, cut)}
                lede={<Lede change={change} told={told} windows={both} />}
                definition
              />
              {line}
              <div className={styles["page"]}>
                <BridgePanel change={change} windows={windows} params={params} />
                <PartPanel change={change} explanation={explained} />
                {!same && <SplitPanel change={shownChange(today, levels, { wanted })} windows={both} />}
              </div>
            </>
          );
        }}
      </Answer>
    </>
  );
}

/** Where the number is asked for as it was told before there was any. */
function NothingKnown({ line, notes }: { readonly line: ReactNode; readonly notes: readonly string[] }): ReactNode {
  const { zone, cut } = useSetting();
  const first = notes.map((each) => /first import was at ([^;\s]+)/.exec(each)?.[1]).find((each) => each !== undefined);
  return (
    <>
      <PageHead title="Nothing was told then" definition />
      {line}
      <Empty height={160}>
        <p>
          Nothing had been imported yet
          {first !== undefined && (
            <>
              : the first import was at <time dateTime={first}>{instantText(first, zone, cut)}</time>
            </>
          )}
          . Choose a later day, or look at the number as it is told today.
        </p>
      </Empty>
    </>
  );
}

function Lede({
  change,
  told,
  windows: { earlier, later, swapped, same },
}: {
  readonly change: ShownChange;
  readonly told: Told;
  readonly windows: ChangeWindows;
}): ReactNode {
  const setting = useSetting();
  const [was, is] = swapped ? [change.after, change.before] : [change.before, change.after];
  const text = toldText(told, setting.cut);
  // What was told then has no list of today.
  const opens = (side: ChangeSide): boolean => text === null || side !== change.before;
  return (
    <>
      <Numbers side={is} cell={opens(is) ? cellWhen(later, setting) : null} /> clusters, {daysText(later, setting.cut)}
      {later.complete ? "" : " so far"}
      {opens(is) ? "" : `, ${text}`}, against{" "}
      <Numbers side={was} cell={opens(was) ? comparedCell(earlier, later, setting) : null} />
      {same ? "" : `, ${daysText(earlier, setting.cut)}`}
      {opens(was) ? "" : `, ${text}`}.
    </>
  );
}

function Numbers({ side, cell }: { readonly side: ChangeSide; readonly cell: Cell | null }): ReactNode {
  if (cell === null)
    return (
      <>
        <span className={styles["number"]}>{count(side.active)}</span> of{" "}
        <span className={styles["number"]}>{count(side.of)}</span>
      </>
    );
  return (
    <>
      <NumberLink count={side.active} cell={cell} className={styles["number"]} /> of{" "}
      <NumberLink count={side.of} cell={{ ...cell, status: "all" }} className={styles["number"]} />
    </>
  );
}

/** Two questions that only make sense together. */
function together(a: Asking<Comparison>, b: Asking<Explanation>): Asking<readonly [Comparison, Explanation]> {
  return {
    data: a.data === null || b.data === null ? null : [a.data, b.data],
    problem: b.problem ?? a.problem,
    waiting: a.waiting || b.waiting,
    earlier: a.earlier || b.earlier,
    cancelled: a.cancelled || b.cancelled,
    cancel: () => {
      a.cancel();
      b.cancel();
    },
    retry: () => {
      a.retry();
      b.retry();
    },
  };
}
