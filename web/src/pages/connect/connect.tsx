import { type ReactNode, useState } from "react";
import { Link, useParams } from "wouter";
import type { Connected, Systems } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Answer } from "../../parts/answer.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { ConnectForm } from "./connect-form.tsx";
import styles from "./connect.module.css";
import { ConnectedPanel } from "./connected-panel.tsx";

/** A system that can be connected. */
export type System = Systems["systems"][number];

/** Connects a system: which one, what it asks for, what it says, and then what is read of it. */
export default function Connect(): ReactNode {
  const { type } = useParams<{ type?: string }>();
  const { hrefTo } = useAsked();
  const systems = useAnswer("/api/v1/systems", {});
  const [connected, setConnected] = useState<Connected | null>(null);
  const system = systems.data?.systems.find((each) => each.type === type);
  return (
    <>
      <nav aria-label="Where this is" className={styles["crumb"]}>
        <Link href={hrefTo(system === undefined ? "/sources" : "/connect")}>
          {system === undefined ? "All sources" : "Another system"}
        </Link>
      </nav>
      <PageHead
        title={system === undefined ? "Connect a system" : `Connect ${system.title}`}
        lede="It is tried step by step before anything is kept. Secrets are kept encrypted in the project, and nowhere else."
      />
      <Answer asking={systems} height={320}>
        {({ systems: all }) =>
          system === undefined ? (
            <Choice systems={all} unknown={type ?? null} />
          ) : connected !== null && connected.kept ? (
            <ConnectedPanel connected={connected} />
          ) : (
            <div className={styles["stack"]}>
              {connected !== null && <ConnectedPanel connected={connected} />}
              <ConnectForm key={system.type} system={system} onConnected={setConnected} />
            </div>
          )
        }
      </Answer>
    </>
  );
}

function Choice({
  systems,
  unknown,
}: {
  readonly systems: readonly System[];
  readonly unknown: string | null;
}): ReactNode {
  const { hrefTo } = useAsked();
  return (
    <>
      {unknown !== null && <p className={styles["note"]}>There is no system “{unknown}”. There are these:</p>}
      <ul className={styles["systems"]}>
        {systems.map((each) => (
          <li key={each.type}>
            <Link href={hrefTo(`/connect/${encodeURIComponent(each.type)}`)} className={styles["system"] ?? ""}>
              <strong>{each.title}</strong>
              <span>{each.ways.map((way) => way.title).join(" · ")}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
