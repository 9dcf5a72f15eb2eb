import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, type SubmitEvent, useState } from "react";
import { change, forgetWord } from "../api/change.ts";
import type { Problem } from "../api/schema.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Trouble } from "../parts/trouble.tsx";
import styles from "./sign-in.module.css";

/** Asks who one is, where the server needs to know: the company's account where there is one, or a token. */
export function SignIn(): ReactNode {
  const session = useAnswer("/api/v1/session", {}).data;
  if (session === null) return null;
  const { account } = session;
  return (
    <div className={styles["form"]}>
      <h1 className={styles["title"]}>Sign in</h1>
      {account === null ? (
        <TokenForm />
      ) : (
        <>
          <a className={styles["button"]} href={`${account.path}?to=${encodeURIComponent(here())}`}>
            Sign in with {account.name}
          </a>
          <details>
            <summary className={styles["summary"]}>With a token instead</summary>
            <TokenForm />
          </details>
        </>
      )}
    </div>
  );
}

/** Where one comes back to. */
function here(): string {
  return `${location.pathname}${location.search}`;
}

function TokenForm(): ReactNode {
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
    <form className={styles["part"]} onSubmit={(event) => void submit(event)}>
      <p>Whoever runs this server makes a token with:</p>
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
