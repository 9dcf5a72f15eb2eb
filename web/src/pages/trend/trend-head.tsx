import type { ReactNode } from "react";
import type { Report } from "../../api/schema.ts";
import { trailingDays } from "../../calendar/periods.ts";
import type { Setting } from "../../data/setting.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { Change } from "../../parts/change.tsx";
import { DefinitionLine } from "../../parts/definition-line.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { rateOf, totalIn } from "../../data/numbers-of.ts";
import { periodName } from "../../words/dates.ts";
import { countedThings } from "../../words/names.ts";
import { count, matters, pointsBetween, rateText } from "../../words/numbers.ts";
import { windowText } from "../../words/windows.ts";
import styles from "./trend.module.css";

/** The answer at the end of the lines, and what it was before. */
export function TrendHead({
  report,
  earlier,
  setting,
}: {
  readonly report: Report;
  readonly earlier: Report | null;
  readonly setting: Setting;
}): ReactNode {
  const { focus, compared, cut } = setting;
  const now = totalIn(report, focus.key) ?? { active: 0, of: null };
  const before = earlier === null || compared === null ? null : totalIn(earlier, compared.key);
  const [rate, was] = [rateOf(now), rateOf(before)];
  const where =
    trailingDays(setting.kind) === null ? periodName(focus.span, cut) : `the ${periodName(focus.span, cut)}`;
  const one = rate === null && now.active === 1;
  const [were, are] = one ? ["was", "is"] : ["were", "are"];
  const verb = focus.complete ? `${were} active in` : `${are} active so far in`;
  const things = countedThings(setting.definition.choices?.counts, one ? 1 : 2);
  const cell = cellWhen(focus, setting);
  return (
    <header>
      <h1 className={styles["title"]}>
        {rate === null
          ? `${count(now.active)} ${things} ${verb} ${where}`
          : `${rateText(rate, now.of)} of ${things} ${verb} ${where}`}
      </h1>
      <p className={styles["lede"]}>
        <NumberLink count={now.active} cell={cell} className={styles["number"]} />
        {now.of !== null && (
          <>
            {" of "}
            <NumberLink count={now.of} cell={{ ...cell, status: "all" }} className={styles["number"]} />
          </>
        )}
        {` ${things}`}
        {before !== null && compared !== null && (
          <>
            {" · "}
            {rate !== null && was !== null ? (
              <>
                <Change
                  value={pointsBetween(rate, was)}
                  unit="pts"
                  strong
                  matters={matters(
                    { active: now.active, of: now.of ?? 0 },
                    { active: before.active, of: before.of ?? 0 },
                  )}
                />{" "}
                from {rateText(was, before.of)}
              </>
            ) : (
              <>
                <Change value={now.active - before.active} unit="clusters" matters={false} strong /> from{" "}
                {before.active}
              </>
            )}{" "}
            in {compared.complete && trailingDays(setting.kind) !== null ? "the " : ""}
            {windowText(compared, cut)}
          </>
        )}
      </p>
      <DefinitionLine sentence={report.definition.sentence} />
    </header>
  );
}
