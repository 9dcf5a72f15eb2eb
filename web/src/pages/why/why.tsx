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
import { type ShownChange, shownChange, sidesOf, windowsOf } from "../../figures/bridge/change.ts";
import { PartPanel } from "./part-panel.tsx";
import { SplitPanel } from "./split-panel.tsx";
import styles from "./why.module.css";
import { daysText, headline } from "../../figures/bridge/words.ts";

/** Why the number changed between two periods: parts that add up, each with its clusters. */
export default function Why(): ReactNode {
  const { compared, definition } = useSetting();
  const { hrefWith } = useAsked();
  if (definition.choices?.denominator === "none") return <NoPopulation name={definition.name} />;
  if (compared !== null) return <Changed compared={compared} />;
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
  const { asked } = useAsked();
  const { by: _, ...plain } = base;
  const { later, earlier, swapped } = windowsOf(focus, compared, cut);
  const comparison = useAnswer("/api/v1/comparison", { ...plain, in: later.key, compare: earlier.key });
  const explanation = useAnswer("/api/v1/explanation", { ...plain, from: compared.key, to: focus.key });
  const asking = both(comparison, explanation);
  const windows = swapped ? ([later, earlier] as const) : ([earlier, later] as const);
  return (
    <>
      {asking.data === null && <PageHead title="Why it changed" definition />}
      <Answer asking={asking} height={700}>
        {([sides, explained]) => {
          const levels = sidesOf(sides, swapped);
          if (levels === null) return <Empty height={240}>There is nothing to compare with.</Empty>;
          const change = shownChange(explained, levels, asked.measure);
          return (
            <>
              <PageHead
                title={headline(change, windows, cut)}
                lede={<Lede change={change} windows={{ earlier, later, swapped }} />}
                definition
              />
              <div className={styles["page"]}>
                <BridgePanel
                  change={change}
                  windows={windows}
                  params={{ ...plain, from: compared.key, to: focus.key }}
                />
                <PartPanel change={change} explanation={explained} />
                <SplitPanel change={change} windows={{ earlier, later, swapped }} />
              </div>
            </>
          );
        }}
      </Answer>
    </>
  );
}

function Lede({
  change,
  windows: { earlier, later, swapped },
}: {
  readonly change: ShownChange;
  readonly windows: ReturnType<typeof windowsOf>;
}): ReactNode {
  const setting = useSetting();
  const [was, is] = swapped ? [change.after, change.before] : [change.before, change.after];
  const now = cellWhen(later, setting);
  const then = comparedCell(earlier, later, setting);
  return (
    <>
      <NumberLink count={is.active} cell={now} className={styles["number"]} /> of{" "}
      <NumberLink count={is.of} cell={{ ...now, status: "all" }} className={styles["number"]} /> clusters,{" "}
      {daysText(later, setting.cut)}
      {later.complete ? "" : " so far"}, against{" "}
      <NumberLink count={was.active} cell={then} className={styles["number"]} /> of{" "}
      <NumberLink count={was.of} cell={{ ...then, status: "all" }} className={styles["number"]} />,{" "}
      {daysText(earlier, setting.cut)}.
    </>
  );
}

/** Two questions that only make sense together. */
function both(a: Asking<Comparison>, b: Asking<Explanation>): Asking<readonly [Comparison, Explanation]> {
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
