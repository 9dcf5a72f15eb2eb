import type { ReactNode } from "react";
import type { Report } from "../../api/schema.ts";
import { stageColours } from "../../charts/colours.ts";
import { ShareTrack } from "../../charts/share-track.tsx";
import { useSetting } from "../../data/setting.ts";
import { neighbour } from "../../data/windows.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { Change } from "../../parts/change.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { StageName } from "../../parts/stage-name.tsx";
import { periodName } from "../../words/dates.ts";
import { statusName } from "../../words/names.ts";
import { count, intervalText, matters, pointsBetween, rateNumber, rateText, wilson } from "../../words/numbers.ts";
import { rateOf, type StageNumbers, stageNumbers, totalIn } from "../../data/numbers-of.ts";
import styles from "./stage-strip.module.css";

/** The stages side by side; for a definition without stages, what became of the clusters. */
export function StageStrip({ trend, earlier }: { readonly trend: Report; readonly earlier: Report | null }): ReactNode {
  const { focus, compared, cut } = useSetting();
  const last = neighbour(focus, -1, cut);
  const numbers = stageNumbers(trend, earlier, {
    now: focus.key,
    before: compared?.key ?? null,
    closed: focus.complete ? null : last.key,
  });
  if (numbers.every((each) => each.stage === null)) return <Statuses trend={trend} />;
  const worst = mostMoved(numbers);
  return (
    <ul className={styles["strip"]}>
      {numbers.map((each, index) => (
        <Stage
          key={each.stage}
          numbers={each}
          colour={stageColours(index, numbers.length).mark}
          coloured={each === worst}
        />
      ))}
    </ul>
  );
}

function Stage({
  numbers,
  colour,
  coloured,
}: {
  readonly numbers: StageNumbers;
  readonly colour: string;
  readonly coloured: boolean;
}): ReactNode {
  const setting = useSetting();
  const { focus, cut } = setting;
  const { now, before, closed } = numbers;
  const [rate, was] = [rateOf(now), rateOf(before)];
  const of = now.of ?? 0;
  const interval = now.of !== null && of > 0 && of < 100 ? wilson(now.active, of) : null;
  const cell = { ...cellWhen(focus, setting), stage: numbers.stage ?? "" };
  return (
    <li className={styles["stage"]}>
      <p className={styles["name"]}>
        <StageName stage={numbers.stage} colour={colour} />
      </p>
      <p className={styles["figure"]}>
        <NumberLink count={now.active} cell={cell} text={<Figure numbers={numbers} />} />
      </p>
      <p className={styles["counts"]}>
        <NumberLink count={now.active} cell={cell} className={styles["number"]} />
        {now.of !== null && (
          <>
            {" of "}
            <NumberLink count={of} cell={{ ...cell, status: "all" }} />
          </>
        )}{" "}
        active
        {interval !== null && of >= 10 && <span className={styles["faint"]}> · likely {intervalText(interval)}</span>}
      </p>
      <div className={styles["track"]}>
        {rate !== null && <ShareTrack share={rate} before={was} interval={interval} colour={colour} />}
      </div>
      <p className={styles["change"]}>
        {rate !== null && was !== null && before !== null && (
          <>
            <Change value={pointsBetween(rate, was)} unit="pts" strong matters={coloured} />{" "}
            <span className={styles["faint"]}>from {rateText(was, before.of)}</span>
          </>
        )}
        {rate === null && was === null && before !== null && now.of === null && before.of === null && (
          <>
            <Change value={now.active - before.active} unit="clusters" strong matters={false} />{" "}
            <span className={styles["faint"]}>from {count(before.active)}</span>
          </>
        )}
        {now.of === 0 && <span className={styles["faint"]}>no clusters in this stage</span>}
      </p>
      {closed !== null && (
        <p className={styles["closed"]}>
          {periodName(neighbour(focus, -1, cut).span, cut)}
          <span className={styles["complete"]}>, complete:</span>{" "}
          {closed.of === null ? count(closed.active) : rateText(rateOf(closed), closed.of)}
        </p>
      )}
    </li>
  );
}

/** The stage whose change is the most clusters, where it is beyond chance: the one that is told in colour. */
function mostMoved(numbers: readonly StageNumbers[]): StageNumbers | null {
  const size = ({ now, before }: StageNumbers): number => {
    const [rate, was] = [rateOf(now), rateOf(before)];
    if (rate === null || was === null || before === null) return 0;
    const beyond = matters({ active: now.active, of: now.of ?? 0 }, { active: before.active, of: before.of ?? 0 });
    return beyond ? Math.abs(rate - was) * (now.of ?? 0) : 0;
  };
  const first = numbers.toSorted((a, b) => size(b) - size(a))[0];
  return first === undefined || size(first) === 0 ? null : first;
}

function Figure({ numbers: { now } }: { readonly numbers: StageNumbers }): ReactNode {
  const rate = rateOf(now);
  if (now.of !== null && now.of < 10) return now.of === 0 ? "–" : `${now.active} of ${now.of}`;
  if (rate === null) return now.active;
  return (
    <>
      {rateNumber(rate, now.of)}
      <span className={styles["percent"]}>%</span>
    </>
  );
}

function Statuses({ trend }: { readonly trend: Report }): ReactNode {
  const setting = useSetting();
  const total = totalIn(trend, setting.focus.key);
  const index = trend.totals.findIndex((each) => each.period.start === setting.focus.span.start);
  const row = trend.totals[index];
  if (row === undefined || total === null) return null;
  return (
    <ul className={styles["strip"]}>
      {(["new", "retained", "resurrected", "dormant"] as const).map((status) => (
        <li key={status} className={styles["stage"]}>
          <p className={styles["name"]}>{statusName(status)}</p>
          <p className={styles["figure"]}>
            {row[status] === null ? (
              "–"
            ) : (
              <NumberLink count={row[status]} cell={{ ...cellWhen(setting.focus, setting), status }} />
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}
