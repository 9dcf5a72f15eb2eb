import { type ReactNode, useState } from "react";
import { change } from "../../api/change.ts";
import type { CheckStep, Problem } from "../../api/schema.ts";
import { CheckSteps } from "../../parts/check-steps.tsx";
import { passphraseCode, PassphraseForm } from "../../parts/passphrase-form.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import styles from "./sources.module.css";

/** Looking whether a connection works. */
export interface Check {
  readonly steps: readonly CheckStep[] | null;
  readonly problem: Problem | null;
  readonly waiting: boolean;
  readonly go: () => void;
}

/** Looks whether a connection works, when asked to. */
export function useCheck(name: string): Check {
  const [steps, setSteps] = useState<readonly CheckStep[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [waiting, setWaiting] = useState(false);
  const go = async (): Promise<void> => {
    setWaiting(true);
    const answered = await change("POST", "/api/v1/connections/{name}/check", { path: { name } });
    setWaiting(false);
    setSteps(answered.ok ? answered.data.steps : null);
    setProblem(answered.ok ? null : answered.problem);
  };
  return { steps, problem, waiting, go: () => void go() };
}

/** Looks now. */
export function CheckButton({ check }: { readonly check: Check }): ReactNode {
  return (
    <button type="button" className={styles["button"]} disabled={check.waiting} onClick={check.go}>
      {check.waiting ? "Checking…" : "Check the connection"}
    </button>
  );
}

/** What was seen; nothing before anybody looked. */
export function CheckPanel({ check }: { readonly check: Check }): ReactNode {
  if (check.steps === null && check.problem === null) return null;
  return (
    <Panel title={titleOf(check)}>
      {check.problem !== null && <Trouble problem={check.problem} />}
      {check.problem?.code === passphraseCode && <PassphraseForm onKnown={check.go} />}
      {check.steps !== null && <CheckSteps steps={check.steps} />}
    </Panel>
  );
}

function titleOf({ steps }: Check): string {
  if (steps === null) return "The connection could not be checked";
  return steps.every(({ ok }) => ok) ? "The connection works" : "Something is missing";
}
