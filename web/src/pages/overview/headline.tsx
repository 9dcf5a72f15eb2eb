import type { ReactNode } from "react";
import type { Report } from "../../api/schema.ts";
import { useSetting } from "../../data/setting.ts";
import { daysOf } from "../../data/windows.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { Change } from "../../parts/change.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { DefinitionLine } from "../../parts/definition-line.tsx";
import { periodName, rangeText } from "../../words/dates.ts";
import { countedThings } from "../../words/names.ts";
import { count, matters, pointsBetween, rateText } from "../../words/numbers.ts";
import styles from "./headline.module.css";
import { rateOf, type Share, totalIn } from "../../data/numbers-of.ts";

/** The answer in one sentence, what it is of, what it was before, and what is counted. */
export function Headline({ trend, earlier }: { readonly trend: Report; readonly earlier: Report | null }): ReactNode {
  const setting = useSetting();
  const { focus, compared } = setting;
  const now = totalIn(trend, focus.key) ?? { active: 0, of: null };
  const things = countedThings(setting.definition.choices?.counts, now.of ?? now.active);
  const before = earlier === null || compared === null ? null : totalIn(earlier, compared.key);
  return (
    <header>
      <h1 className={styles["title"]}>{titleOf(now, setting)}</h1>
      <p className={styles["lede"]}>
        <NumberLink count={now.active} cell={cellWhen(focus, setting)} className={styles["number"]} />
        {now.of !== null && (
          <>
            {" of "}
            <NumberLink
              count={now.of}
              cell={{ ...cellWhen(focus, setting), status: "all" }}
              className={styles["number"]}
            />
          </>
        )}{" "}
        {things}, {counted(setting)}. <Before now={now} before={before} />
      </p>
      <DefinitionLine sentence={trend.definition.sentence} />
    </header>
  );
}

function Before({ now, before }: { readonly now: Share; readonly before: Share | null }): ReactNode {
  const { compared, cut } = useSetting();
  if (before === null || compared === null) return null;
  const { first, last } = daysOf(compared);
  const when = compared.complete
    ? `In ${periodName(compared.span, cut)}`
    : `On the same days, ${rangeText(first, last, cut, "long")},`;
  const [rate, was] = [rateOf(now), rateOf(before)];
  if (rate === null || was === null || now.of === null || before.of === null)
    return (
      <>
        {when} it was {before.active}:{" "}
        <Change value={now.active - before.active} unit="clusters" matters={false} strong />
      </>
    );
  const points = pointsBetween(rate, was);
  const coloured = matters({ active: now.active, of: now.of }, { active: before.active, of: before.of });
  return (
    <>
      {when} it was {rateText(was, before.of)}: <Change value={points} unit="pts" matters={coloured} strong />
    </>
  );
}

function titleOf(now: Share, setting: ReturnType<typeof useSetting>): string {
  const { focus, cut } = setting;
  const rate = rateOf(now);
  const one = rate === null && now.active === 1;
  const things = countedThings(setting.definition.choices?.counts, one ? 1 : 2);
  const period = periodName(focus.span, cut);
  const [was, is] = one ? ["was", "is"] : ["were", "are"];
  const when = focus.complete ? `${was} active in ${period}` : `${is} active so far in ${period}`;
  if (rate === null) return `${count(now.active)} ${things} ${when}`;
  return `${rateText(rate, now.of)} of ${things} ${when}`;
}

/** “1–15 November”; where nothing tells that the sources reach further, that the data end there. */
function counted(setting: ReturnType<typeof useSetting>): string {
  const { focus, cut, dataEnd } = setting;
  const { first, last } = daysOf(focus);
  const days = rangeText(first, last, cut, "long");
  return dataEnd && focus.until === cut ? `${days}, where the data end` : days;
}
