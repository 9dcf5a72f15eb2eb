import type { ReactNode } from "react";
import { useAnswer } from "../../api/use-answer.ts";
import { useSetting } from "../../data/setting.ts";
import { totalIn } from "../../data/numbers-of.ts";
import { nowOf, rangeTo } from "../../data/windows.ts";
import { Answer } from "../../parts/answer.tsx";
import { DataPanel } from "./data-panel.tsx";
import { GroupPanel } from "./group-panel.tsx";
import { Headline } from "./headline.tsx";
import styles from "./overview.module.css";
import { StageStrip } from "./stage-strip.tsx";
import { SupportPanel } from "./support-panel.tsx";
import { TrendPanel } from "./trend-panel.tsx";
import { WhyPanel } from "./why-panel.tsx";

/** How many are active, whether that is better or worse, why it moved, who needs support, and whether to trust it. */
export default function Overview(): ReactNode {
  const { base, focus, compared } = useSetting();
  const { by: _, ...plain } = base;
  const asking = useAnswer("/api/v1/report", { ...plain, ...rangeTo(focus, 12) });
  // An answer to the question before may have nothing of this period.
  const trend =
    asking.earlier && asking.data !== null && totalIn(asking.data, focus.key) === null
      ? { ...asking, data: null }
      : asking;
  const earlier = useAnswer(
    "/api/v1/report",
    compared === null
      ? {}
      : { ...plain, from: compared.key, to: compared.key, now: compared.complete ? base.now : nowOf(compared) },
    { when: compared !== null && trend.data !== null },
  );
  const before = compared === null ? null : earlier.data;
  // The server answers one after the other: the headline first.
  const rest = trend.data !== null || trend.problem !== null;
  return (
    <>
      <Answer asking={trend} height={112}>
        {(data) => <Headline trend={data} earlier={before} />}
      </Answer>
      <div className={styles["strip"]}>
        <Answer asking={trend} height={150}>
          {(data) => <StageStrip trend={data} earlier={before} />}
        </Answer>
      </div>
      <div className={styles["grid"]}>
        <TrendPanel asking={trend} earlier={before} className={styles["wide"]} />
        <WhyPanel when={rest} trend={trend.data} earlier={before} />
        <SupportPanel when={rest} className={styles["wide"]} />
        <div className={styles["stack"]}>
          <GroupPanel when={rest} />
          <DataPanel when={rest} />
        </div>
      </div>
    </>
  );
}
