import { type ReactNode, useState } from "react";
import { localDay } from "../../calendar/days.ts";
import { useSetting } from "../../data/setting.ts";
import { Panel } from "../../parts/panel.tsx";
import { dayText } from "../../words/dates.ts";
import { isolated, stageName, valueName } from "../../words/names.ts";
import type { ClusterData } from "./cluster-data.ts";
import styles from "./facts.module.css";

/** What is known of a cluster beside what it did: its id, dates, stages and attributes. */
export function Facts({ cluster }: { readonly cluster: ClusterData }): ReactNode {
  const { zone, cut } = useSetting();
  const day = (instant: string): string => dayText(localDay(Date.parse(instant), zone), cut);
  const stages = cluster.stages.filter((each) => each.stage !== null);
  return (
    <Panel title="What is known of it">
      <dl className={styles["facts"]}>
        {cluster.name !== null && <Fact name="Name" value={isolated(cluster.name)} />}
        <dt>Id</dt>
        <dd>
          <Copied text={cluster.cluster} />
        </dd>
        <dt>Kind</dt>
        <dd>{cluster.kind}</dd>
        {cluster.created !== null && <Fact name="Created" value={day(cluster.created)} />}
        {cluster.deleted !== null && <Fact name="Deleted" value={day(cluster.deleted)} />}
        {cluster.attributes.map((each) => (
          <Fact
            key={`${each.attribute} ${each.since ?? ""}`}
            name={each.attribute}
            value={`${valueName(each.value)}${each.since === null ? "" : `, since ${day(each.since)}`}`}
          />
        ))}
        {stages.map((each) => (
          <Fact
            key={`${each.stage} ${each.from ?? ""}`}
            name={stageName(each.stage)}
            value={`${each.from === null ? "from the beginning" : `from ${day(each.from)}`}${each.to === null ? ", held now" : ` to ${day(each.to)}`}`}
          />
        ))}
      </dl>
    </Panel>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Copied({ text }: { readonly text: string }): ReactNode {
  const [said, setSaid] = useState("Copy");
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid("Copied"),
      () => setSaid("Not allowed"),
    );
  };
  return (
    <span className={styles["id"]}>
      <code>{text}</code>
      <button type="button" onClick={copy} aria-live="polite">
        {said}
      </button>
    </span>
  );
}
