import type { ReactNode } from "react";
import { useAnswer } from "../../api/use-answer.ts";
import { Panel } from "../../parts/panel.tsx";
import styles from "./settings.module.css";

/** Whether one may see tokens and the audit log; null: it is not known yet. */
export function useMayManage(): boolean | null {
  const session = useAnswer("/api/v1/session", {}).data;
  return session === null ? null : session.scope === "admin";
}

/** What stands in the place of what only admins see. */
export function OnlyAdmins({ title }: { readonly title: string }): ReactNode {
  return (
    <Panel title={title}>
      <p className={styles["text"]}>
        Your role does not allow it. Whoever runs this server can make a token with the role Admin, in the project's
        folder: <code>smac token create NAME --scope admin</code>
      </p>
    </Panel>
  );
}
