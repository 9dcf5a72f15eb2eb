import type { ReactNode } from "react";
import { Panel } from "../../parts/panel.tsx";
import styles from "./settings.module.css";

const commands = [
  ["smac token create looker-nightly --scope read", "makes one, and shows it this once: only its hash is kept"],
  ["smac token list", "lists them, with scope, age and last use"],
  ["smac token revoke looker-nightly", "revokes one: programs that use it stop at once"],
] as const;

/** How tokens for programs and people are made and revoked. */
export function Tokens(): ReactNode {
  return (
    <Panel
      title="Tokens are made on the command line"
      caption="In the project's folder, by who may change it: so that a page cannot hand out access."
    >
      <dl className={styles["commands"]}>
        {commands.map(([command, does]) => (
          <div key={command}>
            <dt>
              <code>{command}</code>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
