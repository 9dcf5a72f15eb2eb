import type { ReactNode } from "react";
import type { Window } from "../../data/windows.ts";
import { useSetting } from "../../data/setting.ts";
import { FigureActions } from "../../parts/figure-actions.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Segmented } from "../../parts/segmented.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { signedCount, signedPoints } from "../../words/numbers.ts";
import { BridgeChart } from "../../figures/bridge/bridge-chart.tsx";
import { addsUp, type ShownChange } from "../../figures/bridge/change.ts";
import { PartsTable } from "./parts-table.tsx";
import { Periods } from "./periods.tsx";
import { ToldThen } from "./told-then.tsx";
import styles from "./why.module.css";
import { fromTo, largestPart } from "../../figures/bridge/words.ts";

/** The bridge from one number to the other, its parts as a table, and the line that adds them up. */
export function BridgePanel({
  change,
  windows,
  params,
}: {
  readonly change: ShownChange;
  readonly windows: readonly [Window, Window];
  readonly params: Readonly<Record<string, unknown>>;
}): ReactNode {
  const { cut, focus } = useSetting();
  const { asked, change: ask } = useAsked();
  const open = focus.complete ? "" : " So far, like for like: as many days of each.";
  return (
    <Panel
      title={largestPart(change.parts)}
      caption={`${fromTo(windows, cut)}, part by part. The parts add up.${open}`}
      actions={
        <>
          {change.points !== null && (
            <Segmented
              label="Measure"
              value={change.measure}
              onChange={(measure) => ask({ measure })}
              options={[
                { value: "rate", label: "Points" },
                { value: "count", label: "Clusters" },
              ]}
            />
          )}
          <Periods />
          <ToldThen />
          <FigureActions address="/api/v1/explanation" params={params} />
        </>
      }
    >
      {asked.view === "chart" && (
        <div className={styles["wide"]}>
          <BridgeChart change={change} windows={windows} />
        </div>
      )}
      <PartsTable change={change} />
      <Check change={change} />
    </Panel>
  );
}

function Check({ change }: { readonly change: ShownChange }): ReactNode {
  const points = change.parts.map((each) => each.points ?? 0);
  const clusters = change.parts.map((each) => each.clusters);
  return (
    <p className={styles["check"]}>
      Check: {change.points !== null && <Sum values={points} total={change.points} text={signedPoints} unit="points" />}{" "}
      <Sum values={clusters} total={change.clusters} text={signedCount} unit="clusters" />
    </p>
  );
}

function Sum({
  values,
  total,
  text,
  unit,
}: {
  readonly values: readonly number[];
  readonly total: number;
  readonly text: (value: number) => string;
  readonly unit: string;
}): ReactNode {
  const right = addsUp(values, total);
  return (
    <span className={styles["sum"]} data-adds-up={right}>
      {values.map((value) => (value === 0 ? `+${text(0)}` : text(value))).join(" ")} {right ? "=" : "≠"} {text(total)}{" "}
      {unit} {right ? "✓" : "does not add up"}
    </span>
  );
}
