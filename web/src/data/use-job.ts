import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ask } from "../api/ask.ts";
import { change } from "../api/change.ts";
import type { ImportRequest, Job, Problem, SyncRequest } from "../api/schema.ts";

/** A job of the server as it is watched: an import or a sync, however it was started. */
export interface WatchedJob {
  /** The running job, else the last one that was seen here; null: there is none. */
  readonly job: Job | null;
  /** What is wrong with starting or stopping it. */
  readonly problem: Problem | null;
  /** Whether the server was asked to stop it. */
  readonly stopping: boolean;
  /** Whether the server does not tell how far it is. */
  readonly away: boolean;
  readonly importFiles: (request: ImportRequest) => Promise<void>;
  readonly sync: (request: SyncRequest) => Promise<void>;
  /** Watches a job that was started in another way. */
  readonly watch: (job: Job) => void;
  readonly cancel: () => Promise<void>;
  /** Puts a job that has ended out of sight. */
  readonly dismiss: () => void;
}

const words = ["progress", "done", "failed", "cancelled"] as const;

/** Watches the job that runs, from its first row to its end, and starts and stops one. When it ends, the page asks anew. */
export function useJob(): WatchedJob {
  const client = useQueryClient();
  const [seen, setSeen] = useState<Job | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [stopping, setStopping] = useState(false);
  const [away, setAway] = useState(false);
  const running = useQuery({
    queryKey: ["running job"],
    refetchInterval: 10_000,
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const answered = await ask("/api/v1/jobs", { limit: 5 }, { signal });
      return answered.ok ? (answered.data.jobs.find((each) => each.state === "running") ?? null) : null;
    },
  });
  const other = running.data ?? null;
  useEffect(() => {
    if (other !== null) setSeen((held) => (held?.state === "running" ? held : other));
  }, [other]);
  const id = seen?.state === "running" ? seen.id : null;
  const ended = useCallback(() => {
    setStopping(false);
    void client.invalidateQueries();
  }, [client]);
  useEvents(id, setSeen, { setAway, ended });
  const started = (answered: { ok: true; data: Job } | { ok: false; problem: Problem }): void => {
    setProblem(answered.ok ? null : answered.problem);
    if (answered.ok) setSeen(answered.data);
  };
  return {
    job: seen,
    problem,
    stopping,
    away,
    importFiles: async (body) => started(await change("POST", "/api/v1/imports", { body })),
    sync: async (body) => started(await change("POST", "/api/v1/syncs", { body })),
    watch: setSeen,
    async cancel() {
      if (id === null) return;
      setStopping(true);
      const answered = await change("DELETE", "/api/v1/jobs/{id}", { path: { id } });
      if (!answered.ok) {
        setStopping(false);
        setProblem(answered.problem);
      }
    },
    dismiss: () => setSeen(null),
  };
}

interface Told {
  readonly setAway: (away: boolean) => void;
  readonly ended: () => void;
}

/** Hears of a job until it has ended. A server that was started anew knows nothing of it any more. */
function useEvents(id: string | null, setSeen: (job: Job | null) => void, told: Told): void {
  const latest = useRef(told);
  latest.current = told;
  useEffect(() => {
    if (id === null) return;
    const events = new EventSource(`/api/v1/jobs/${encodeURIComponent(id)}/events`);
    const hear = (event: MessageEvent<string>): void => {
      const job = JSON.parse(event.data) as Job;
      latest.current.setAway(false);
      setSeen(job);
      if (job.state === "running") return;
      events.close();
      latest.current.ended();
    };
    for (const word of words) events.addEventListener(word, hear);
    events.addEventListener("error", () => {
      latest.current.setAway(true);
      void ask("/api/v1/jobs/{id}", {}, { path: { id } }).then((answered) => {
        if (answered.ok || answered.problem.status !== 404) return;
        events.close();
        latest.current.setAway(false);
        latest.current.ended();
        setSeen(null);
      });
    });
    return () => events.close();
  }, [id, setSeen]);
}
