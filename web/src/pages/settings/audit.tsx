import { type ReactNode, useDeferredValue, useState } from "react";
import type { Deed } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { dayOf } from "../../calendar/days.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import table from "../../parts/data-table.module.css";
import { Panel } from "../../parts/panel.tsx";
import { Segmented } from "../../parts/segmented.tsx";
import { instantText } from "../../words/dates.ts";
import { countOf } from "../../words/numbers.ts";
import { askedText, deedText } from "./deed-text.ts";
import { OnlyAdmins, useMayManage } from "./only-admins.tsx";
import styles from "./settings.module.css";

const kinds = [
  { value: "all", label: "All" },
  { value: "change", label: "Changes" },
  { value: "export", label: "Exports" },
  { value: "sign-in", label: "Sign-ins" },
  { value: "refused", label: "Refused" },
] as const;
const shown = 200;

/** Who changed, took along or signed in to what: searched, chosen, the latest first. */
export function Audit(): ReactNode {
  const may = useMayManage();
  const [find, setFind] = useState("");
  const [kind, setKind] = useState<(typeof kinds)[number]["value"]>("all");
  const wanted = useDeferredValue(find.trim());
  const params = { limit: shown, ...(wanted === "" ? {} : { find: wanted }), ...(kind === "all" ? {} : { kind }) };
  const asking = useAnswer("/api/v1/audit", params, { when: may === true });
  if (may === false) return <OnlyAdmins title="Who did what is for admins to read" />;
  const { count = 0, deeds = [] } = asking.data ?? {};
  const isChosen = wanted !== "" || kind !== "all";
  return (
    <Panel
      title={
        asking.data === null || count === 0
          ? "Who did what"
          : countOf(count, isChosen ? "line like this" : "line", isChosen ? "lines like this" : "lines")
      }
      caption="Every change, every export and every sign-in, with when, who, from where and how it ended. Secrets are never in it."
      actions={
        <a className={styles["button"]} href="/api/v1/audit?format=csv" download>
          Save as CSV
        </a>
      }
    >
      <div className={styles["search"]}>
        <input
          type="search"
          className={styles["input"]}
          aria-label="Find a name, an address or what was done"
          placeholder="Find a name or what was done"
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
        <Segmented label="Which lines" value={kind} onChange={setKind} options={kinds} />
      </div>
      <Answer asking={asking} height={320}>
        {(log) =>
          log.deeds.length === 0 ? (
            <Empty>
              <p>{isChosen ? "Nothing like this was noted." : "Nothing was changed or exported yet."}</p>
            </Empty>
          ) : (
            <DeedTable deeds={deeds} />
          )
        }
      </Answer>
      {(count > shown || asking.data?.cut === true) && (
        <p className={styles["text"]}>
          {count > shown ? `These are the latest ${shown}; the CSV has all ${count}. ` : ""}
          {asking.data?.cut === true ? "Older ones stand in audit.jsonl beside the store." : ""}
        </p>
      )}
    </Panel>
  );
}

function DeedTable({ deeds }: { readonly deeds: readonly Deed[] }): ReactNode {
  const project = useAnswer("/api/v1/project", {}).data;
  const [zone, today] = [project?.timezone ?? "UTC", dayOf(project?.today ?? "") ?? 0];
  return (
    <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Who did what">
      <table className={table["table"]} data-cards>
        <caption className="aloud">Who did what, the latest first</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Who</th>
            <th scope="col">When</th>
            <th scope="col">From</th>
            <th scope="col">Asked</th>
          </tr>
        </thead>
        <tbody>
          {deeds.map((deed, index) => (
            <tr key={`${deed.at} ${index}`}>
              <th scope="row">{deedText(deed)}</th>
              <td>{deed.who}</td>
              <td className={`${table["near"] ?? ""} ${table["wide"] ?? ""}`}>
                <time dateTime={deed.at}>{instantText(deed.at, zone, today)}</time>
              </td>
              <td className={`${table["faint"] ?? ""} ${table["wide"] ?? ""}`}>{deed.address}</td>
              <td className={`${table["wide"] ?? ""} ${table["faint"] ?? ""}`}>
                <span className={styles["asked"]}>{askedText(deed)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
