import type { ReactNode } from "react";
import type { Explanation } from "../../api/schema.ts";
import { sharesOf } from "../../lists/explained.ts";
import { NumberLink } from "../../parts/number-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { useSetting } from "../../data/setting.ts";
import { useAsked } from "../../url/use-asked.ts";
import { countOf, signedCount, signedPoints } from "../../words/numbers.ts";
import type { ShownChange } from "../../figures/bridge/change.ts";
import styles from "./why.module.css";

const shown = 12;
const says: Readonly<Record<string, string>> = {
  behaviour: "clusters of the same stage that count now and did not, or the other way round",
  mix: "clusters that moved to a stage where more, or fewer, are usually active",
  "entry-exit": "clusters that were not in the population before, or are not in it any more",
  restated: "clusters whose earlier data came late or were corrected",
  definition: "clusters that another definition counts otherwise",
};

/** The clusters of the part that is looked at, the largest first; the largest part where none is chosen. */
export function PartPanel({
  change,
  explanation,
}: {
  readonly change: ShownChange;
  readonly explanation: Explanation;
}): ReactNode {
  const { own } = useAsked();
  const { definition } = useSetting();
  const largest = change.parts.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value))[0];
  const part = change.parts.find((each) => each.part === own["part"]) ?? largest;
  if (part === undefined || part.down + part.up === 0) return null;
  const { cell } = part;
  const all = sharesOf(explanation, cell);
  const kind = definition.choices?.cluster ?? "cluster";
  const points = change.measure === "rate";
  return (
    <Panel
      title={`${part.name}: ${points ? `${signedPoints(part.points ?? 0)} points` : `${signedCount(part.clusters)} clusters`}`}
      caption={`${countOf(all.length, "cluster")}: ${says[part.part] ?? ""}. Those that weigh most come first.`}
    >
      <ul className={styles["names"]}>
        {all.slice(0, shown).map(([key, share]) => (
          <li key={key}>
            <PageLink to="/clusters" rest={`/${encodeURIComponent(kind)}/${encodeURIComponent(key)}`}>
              {explanation.names[key] ?? key}
            </PageLink>
            <span className={styles["share"]} data-direction={share < 0 ? "down" : "up"}>
              {share < 0 ? "▼ counts less" : "▲ counts more"}
            </span>
          </li>
        ))}
      </ul>
      <p className={styles["open"]}>
        <NumberLink
          count={all.length}
          cell={cell}
          text={`Open the ${countOf(all.length, "cluster")}`}
          className={styles["opens"]}
        />
      </p>
    </Panel>
  );
}
