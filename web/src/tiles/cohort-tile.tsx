import type { ReactNode } from "react";
import { useAnswer } from "../api/use-answer.ts";
import { trailingDays } from "../calendar/periods.ts";
import { useSetting } from "../data/setting.ts";
import { focusOf, nowAt, rangeTo } from "../data/windows.ts";
import { CohortTable } from "../figures/retention/cohort-table.tsx";
import { retentionTitle, unitOf } from "../figures/retention/cohorts.ts";
import { Answer, Empty } from "../parts/answer.tsx";
import { useAsked } from "../url/use-asked.ts";
import type { Tile } from "./dashboard.ts";
import { TileDefinition, TileFrame } from "./tile-frame.tsx";
import styles from "./tile.module.css";

/** Who of those that became active in a period was active again later. */
export function CohortTile({ tile }: { readonly tile: Tile }): ReactNode {
  const { base, focus, kind, cut } = useSetting();
  const { asked, own } = useAsked();
  const { by: _, ...plain } = base;
  const usual = trailingDays(kind) === null ? kind : "month";
  const unit = own["cohort"] === "quarter" || own["cohort"] === "month" ? own["cohort"] : usual;
  const last = focusOf(unit, unit === kind ? focus.key : asked.at, cut);
  const params = { ...plain, period: unit, now: nowAt(unit, cut), ...rangeTo(last, 12) };
  const retention = useAnswer("/api/v1/retention", params);
  const plainTable = asked.view === "table";
  return (
    <TileFrame
      tile={tile}
      title={retention.data === null ? "Retention" : retentionTitle(retention.data, cut)}
      caption={`Rows: clusters by the ${unitOf(unit)} they were first active in. Columns: so many ${unitOf(unit)}s later.${plainTable ? "" : " Percent; hatched: so far."}`}
      question={{ path: "/api/v1/retention", params }}
      foot={<TileDefinition />}
    >
      {(height) => (
        <Answer asking={retention} height={height}>
          {(data) =>
            data.totals.every((each) => each.size === 0) ? (
              <Empty>
                <p>Nobody was active for the first time in these periods.</p>
              </Empty>
            ) : (
              <div className={styles["scroll"]} style={{ height }}>
                <CohortTable data={data} unit={unit} plain={plainTable} />
              </div>
            )
          }
        </Answer>
      )}
    </TileFrame>
  );
}
