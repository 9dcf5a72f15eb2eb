import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { ask } from "../../api/ask.ts";
import { change } from "../../api/change.ts";
import type { Connected, Consent, Problem } from "../../api/schema.ts";
import { ProblemError } from "../../api/problem-error.ts";
import { problemOf } from "../../api/use-answer.ts";
import { Panel } from "../../parts/panel.tsx";
import styles from "./connect.module.css";

const every = 1000;

/** Where consent is given, and that it is waited for; told what came of it. */
export function ConsentPanel({
  consent,
  title,
  onConnected,
  onFailed,
}: {
  readonly consent: Consent;
  /** The system's. */
  readonly title: string;
  readonly onConnected: (connected: Connected) => void;
  readonly onFailed: (problem: Problem) => void;
}): ReactNode {
  const { id } = consent;
  const query = useQuery({
    queryKey: ["consent", id],
    refetchInterval: every,
    queryFn: async ({ signal }) => {
      const answered = await ask("/api/v1/consents/{id}", {}, { signal, path: { id } });
      if (answered.ok) return answered.data;
      throw new ProblemError(answered.problem, answered.retryAfter);
    },
  });
  const now = query.data ?? null;
  const problem = now?.problem ?? problemOf(query.error);
  const connected = now?.connected ?? null;
  useEffect(() => {
    if (connected !== null) onConnected(connected);
    else if (problem !== null) onFailed(problem);
  }, [connected, problem, onConnected, onFailed]);
  const safe = /^https?:\/\//.test(consent.address);
  return (
    <Panel
      title={`${title} asks for your consent`}
      caption="Open its page on the computer where smac runs, and allow reading. It sends you back to smac, and this page goes on by itself. It waits five minutes."
    >
      <div className={styles["actions"]}>
        {safe && (
          <a href={consent.address} target="_blank" rel="noreferrer" className={styles["main"]}>
            Give consent at {title} <ExternalLink size={14} strokeWidth={1.75} aria-hidden />
          </a>
        )}
        <button
          type="button"
          className={styles["cancel"]}
          onClick={() => void change("DELETE", "/api/v1/consents/{id}", { path: { id } })}
        >
          Cancel
        </button>
        <span role="status" className={styles["note"]}>
          Waiting for the answer of {title}…
        </span>
      </div>
    </Panel>
  );
}
