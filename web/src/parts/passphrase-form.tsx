import { type ReactNode, type SubmitEvent, useState } from "react";
import { change } from "../api/change.ts";
import type { Problem } from "../api/schema.ts";
import styles from "./passphrase-form.module.css";
import { Trouble } from "./trouble.tsx";

/** The code of what cannot be opened without the passphrase of the project's secrets. */
export const passphraseCode = "SECRET_PASSPHRASE";

/** Asks for the passphrase of the project's secrets, which the server then knows until it ends. */
export function PassphraseForm({ onKnown }: { readonly onKnown: () => void }): ReactNode {
  const [passphrase, setPassphrase] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [waiting, setWaiting] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setWaiting(true);
    const answered = await change("POST", "/api/v1/passphrase", { body: { passphrase } });
    setWaiting(false);
    setProblem(answered.ok ? null : answered.problem);
    if (!answered.ok) return;
    setPassphrase("");
    onKnown();
  };
  return (
    <form className={styles["form"]} onSubmit={(event) => void submit(event)} autoComplete="off">
      <label className={styles["label"]}>
        Passphrase of this project&rsquo;s secrets; the server knows it until it ends
        <input
          type="password"
          required
          autoComplete="off"
          className={styles["input"]}
          value={passphrase}
          onChange={(event) => setPassphrase(event.target.value)}
        />
      </label>
      <button type="submit" className={styles["button"]} disabled={waiting}>
        Open them and try again
      </button>
      {problem !== null && <Trouble problem={problem} />}
    </form>
  );
}
