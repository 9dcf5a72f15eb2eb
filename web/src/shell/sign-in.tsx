import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, type SubmitEvent, useState } from "react";
import { change, forgetWord } from "../api/change.ts";
import type { Problem } from "../api/schema.ts";
import { Trouble } from "../parts/trouble.tsx";
import styles from "./sign-in.module.css";

/** Asks for a token, where the server needs one. */
export function SignIn(): ReactNode {
  const client = useQueryClient();
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [waiting, setWaiting] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setWaiting(true);
    const answered = await change("POST", "/api/v1/session", { body: { token } });
    setWaiting(false);
    setProblem(answered.ok ? null : answered.problem);
    if (!answered.ok) return;
    forgetWord();
    setToken("");
    await client.resetQueries();
  };
  return (
    <form className={styles["form"]} onSubmit={(event) => void submit(event)}>
      <h1 className={styles["title"]}>Sign in</h1>
      <p>This server needs a token. Whoever runs it makes one with:</p>
      <code className={styles["code"]}>smac token create NAME --scope read</code>
      <label className={styles["label"]}>
        Token
        <input
          type="password"
          autoComplete="current-password"
          required
          className={styles["input"]}
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
      </label>
      {problem !== null && <Trouble problem={problem} />}
      <button type="submit" className={styles["button"]} disabled={waiting}>
        Sign in
      </button>
    </form>
  );
}
