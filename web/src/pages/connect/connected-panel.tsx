import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { change } from "../../api/change.ts";
import type { Connected, Problem } from "../../api/schema.ts";
import { CheckSteps } from "../../parts/check-steps.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { useAsked } from "../../url/use-asked.ts";
import styles from "./connect.module.css";

/** What the tried connection said, and how to go on. */
export function ConnectedPanel({ connected }: { readonly connected: Connected }): ReactNode {
  const { hrefTo } = useAsked();
  const [, go] = useLocation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const read = async (): Promise<void> => {
    const answered = await change("POST", "/api/v1/syncs", { body: { sources: [connected.name] } });
    setProblem(answered.ok ? null : answered.problem);
    if (answered.ok) go(hrefTo(`/syncs/${answered.data.id}`));
  };
  return (
    <Panel title={titleOf(connected)} caption={connected.kept ? "It stands in smac.yml now." : "Nothing was kept."}>
      <CheckSteps steps={connected.steps} />
      {problem !== null && <Trouble problem={problem} />}
      {connected.kept && (
        <div className={styles["actions"]}>
          <button type="button" className={styles["main"]} onClick={() => void read()}>
            Read it now
          </button>
        </div>
      )}
    </Panel>
  );
}

function titleOf({ name, title, kept, without }: Connected): string {
  if (!kept) return `${title} could not be connected`;
  return `“${name}” is connected to ${title}${without.length === 0 ? "" : `, without ${without.join(", ")}`}`;
}
