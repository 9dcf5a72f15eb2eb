import type { ReactNode } from "react";
import { useSetting } from "../../data/setting.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { Empty } from "../../parts/answer.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { countOf } from "../../words/numbers.ts";
import type { Difference } from "./diff.tsx";
import styles from "./diff.module.css";

type Why = Difference["why"][number];

/** Why one of two definitions does not count what the other counts, with how many of each. */
export function DiffWhy({
  difference,
  a,
  b,
}: {
  readonly difference: Difference;
  readonly a: string;
  readonly b: string;
}): ReactNode {
  const setting = useSetting();
  const { why } = difference;
  const most = why[0];
  return (
    <Panel
      title={most === undefined ? "No cluster is counted by one alone" : `Why they differ: ${shortOf(most, a, b)}`}
    >
      {most === undefined ? (
        <Empty>
          <p>
            Whoever counts by “{a}” counts by “{b}”, too.
          </p>
        </Empty>
      ) : (
        <ul className={styles["reasons"]}>
          {why.map((each) => (
            <li key={`${each.part} ${each.reason}`} className={styles["reason"]}>
              <NumberLink
                count={each.clusters}
                className={styles["number"]}
                cell={{
                  figure: "difference",
                  ...cellWhen(setting.focus, setting),
                  a,
                  b,
                  part: each.part,
                  why: each.reason,
                }}
              />
              <span>{longOf(each, a, b)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function shortOf({ part, reason, clusters }: Why, a: string, b: string): string {
  const other = part === "only_a" ? b : a;
  const had = `${countOf(clusters, "cluster")} ${clusters === 1 ? "is" : "are"}`;
  if (reason === "not-in-population") return `${had} not looked at by “${other}”`;
  if (reason === "below-threshold") return `${had} below what “${other}” asks for`;
  return `${countOf(clusters, "cluster")} did nothing that “${other}” counts`;
}

function longOf({ part, reason, clusters }: Why, a: string, b: string): string {
  const [one, other] = part === "only_a" ? [a, b] : [b, a];
  const who = clusters === 1 ? "cluster counts" : "clusters count";
  if (reason === "not-in-population")
    return `${who} by “${one}” alone: “${other}” does not look at them, because they are not in its population then.`;
  if (reason === "below-threshold")
    return `${who} by “${one}” alone: they did something, but less than “${other}” asks for.`;
  return `${who} by “${one}” alone: they did nothing that is a qualifying activity for “${other}”.`;
}
