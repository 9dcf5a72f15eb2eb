import type { ReactNode } from "react";
import type { UploadLook } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { dayOf } from "../../calendar/days.ts";
import table from "../../parts/data-table.module.css";
import { Panel } from "../../parts/panel.tsx";
import { instantText } from "../../words/dates.ts";
import { countOf } from "../../words/numbers.ts";
import styles from "./import.module.css";

/** The first rows as they would be understood: times in the project's zone, the rest as it is written. */
export function Understood({ look }: { readonly look: UploadLook }): ReactNode {
  const project = useAnswer("/api/v1/project", {}).data;
  const zone = project?.timezone ?? "UTC";
  const today = dayOf(project?.today ?? "") ?? 0;
  const { columns, rows } = look.understood;
  return (
    <Panel
      title={`The first ${countOf(rows.length, "row")}, as they are understood`}
      caption={`Times are those of ${zone}.`}
    >
      <div className={table["scroll"]} tabIndex={0} role="group" aria-label="The first rows">
        <table className={table["table"]}>
          <caption className="aloud">The first rows</caption>
          <thead>
            <tr>
              <th scope="col" className={table["end"]}>
                Row
              </th>
              {columns.map((each) => (
                <th key={each.column} scope="col">
                  {each.column}
                  <span className={styles["uses"]}>{each.uses.map(useOf).join(", ")}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.row}>
                <td className={table["end"]}>{row.row}</td>
                {row.cells.map((cell, index) => (
                  <td key={columns[index]?.column} className={styles["cell"]}>
                    {columns[index]?.time === true ? (
                      <Time cell={cell} zone={zone} today={today} />
                    ) : (
                      (cell.text ?? <span className={styles["faint"]}>none</span>)
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Time({
  cell,
  zone,
  today,
}: {
  readonly cell: UploadLook["understood"]["rows"][number]["cells"][number];
  readonly zone: string;
  readonly today: number;
}): ReactNode {
  if (cell.instant === null) return <span className={styles["faint"]}>{cell.text ?? "none"}</span>;
  return (
    <>
      <time dateTime={cell.instant}>{instantText(cell.instant, zone, today)}</time>
      <span className={styles["written"]}>{cell.text}</span>
    </>
  );
}

/** `activities “events”, member`: what it is, without where smac.yml says so. */
function useOf(use: string): string {
  return use.replaceAll(/[“”]/g, "");
}
