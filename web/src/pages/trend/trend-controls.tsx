import type { ReactNode } from "react";
import type { Report } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { trailingDays } from "../../calendar/periods.ts";
import type { Setting } from "../../data/setting.ts";
import { drawn } from "../../figures/trend/drawn.ts";
import { FigureActions } from "../../parts/figure-actions.tsx";
import { Popover } from "../../parts/popover.tsx";
import { Segmented } from "../../parts/segmented.tsx";
import { useAsked } from "../../url/use-asked.ts";
import styles from "./trend.module.css";

/** How the trend is drawn: its periods, measure, marks and split. */
export function TrendControls({
  setting,
  report,
  split,
  question,
  children,
}: {
  readonly setting: Setting;
  readonly report: Report | null;
  readonly split: string | null;
  /** What the report was asked with, for its file. */
  readonly question: Readonly<Record<string, unknown>>;
  readonly children: ReactNode;
}): ReactNode {
  const { asked, change, own, changeOwn } = useAsked();
  const trailing = trailingDays(setting.kind) !== null;
  const { measure, marks, stackable, divides } = drawn(asked.measure, own["mark"], { setting, report });
  const drawing = (
    <>
      <Segmented
        label="Measure"
        value={measure}
        onChange={(value) => change({ measure: value })}
        options={[
          { value: "rate", label: "Rate", refused: divides ? null : "This definition divides by nothing." },
          { value: "count", label: "Count" },
        ]}
      />
      <Segmented
        label="Marks"
        value={marks}
        onChange={(value) => changeOwn({ mark: value === "lines" ? null : value })}
        options={[
          { value: "lines", label: "Lines" },
          { value: "stacked", label: "Stacked", refused: stackable },
          { value: "bars", label: "Bars", refused: stackable },
        ]}
      />
      <Split setting={setting} split={split} />
      <label className={`${styles["control"]} ${styles["check"]}`}>
        <input type="checkbox" checked={asked.closed} onChange={(event) => change({ closed: event.target.checked })} />
        Closed only
      </label>
    </>
  );
  return (
    <div className={styles["controls"]} data-tools>
      <div className={styles["row"]}>
        <Segmented
          label="Periods"
          value={trailing ? "trailing" : "calendar"}
          onChange={(value) =>
            change({ period: otherKind(setting, value), at: null, from: null, to: null, list: null })
          }
          options={[
            { value: "calendar", label: "Calendar" },
            { value: "trailing", label: "Trailing" },
          ]}
        />
        {children}
      </div>
      <div className={styles["row"]}>
        <div className={styles["wide"]}>{drawing}</div>
        <div className={styles["phone"]}>
          <Popover look="field" label="How it is drawn" button="Measure, marks, split">
            {() => <div className={styles["sheet"]}>{drawing}</div>}
          </Popover>
        </div>
        <div className={styles["actions"]}>
          <FigureActions address="/api/v1/report" params={question} sentence={report?.definition.sentence} />
        </div>
      </div>
    </div>
  );
}

function Split({ setting, split }: { readonly setting: Setting; readonly split: string | null }): ReactNode {
  const { change, changeOwn, asked } = useAsked();
  const picks = useAnswer("/api/v1/picks", { definition: setting.base.definition });
  const hasStages = setting.definition.choices?.stages === true;
  return (
    <label className={styles["control"]}>
      Split
      <select
        value={split ?? ""}
        onChange={({ target: { value } }) => {
          if (value === "all") changeOwn({ split: "all" });
          else if (asked.by.length > 0 || value !== "") change({ by: value === "" ? [] : [value], list: null });
          if (value === "") changeOwn({ split: null });
        }}
      >
        <option value="">{hasStages ? "Stage" : "As defined"}</option>
        {hasStages && <option value="all">Nothing</option>}
        {picks.data?.attributes.map((each) => (
          <option key={each.name} value={each.name}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function otherKind(setting: Setting, wanted: "calendar" | "trailing"): string | null {
  const own = setting.definition.choices?.period ?? "month";
  const ownIsTrailing = trailingDays(own) !== null;
  if ((wanted === "trailing") === ownIsTrailing) return null;
  return wanted === "trailing" ? "trailing:30d" : "month";
}
