import { randomUUID } from "node:crypto";
import { SmacError } from "../errors.ts";
import { formatInstant } from "../time/instant.ts";
import { type Problem, problemOf } from "./problem.ts";

/** How far a job is. */
export interface Progress {
  readonly step: string;
  /** The file or stream at hand. */
  readonly of: string;
  readonly rows: number | null;
  readonly percent: number | null;
  readonly rows_per_second: number | null;
  /** Of a sync: which stream of how many it is, every stream so far, and what may still be asked for. */
  readonly number?: number;
  readonly of_streams?: number;
  readonly streams?: StreamProgress[];
  readonly budget?: { of: string; limit: number; remaining: number; resets: string | null } | null;
}

/** How far a stream is. */
export interface StreamProgress {
  readonly stream: string;
  readonly state: "reading" | "complete" | "failed" | "stopped";
  readonly rows: number;
  /** Rows that the system says there are; null: it does not say. */
  readonly expected: number | null;
  readonly calls: number;
  readonly seconds_left: number | null;
  readonly error: string | null;
}

/** An import or a sync, as it is told. */
export interface Job {
  readonly id: string;
  readonly kind: "import" | "sync";
  readonly state: "running" | "done" | "failed" | "cancelled";
  /** Instants in UTC. */
  readonly started: string;
  readonly finished: string | null;
  readonly progress: Progress | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly problem: Problem | null;
}

/** What a job does: tells how far it is, stops when the signal is aborted, gives its result. */
export type JobWork = (signal: AbortSignal, tell: (progress: Progress) => void) => Promise<NonNullable<Job["result"]>>;

/** The jobs of a server, one running at a time; the last hundred are kept. */
export interface Jobs {
  /** @throws SmacError `API_JOB_RUNNING` when there is one. */
  start(kind: Job["kind"], work: JobWork): Job;
  /** @throws SmacError `API_JOB_RUNNING` when there is one. */
  mustBeIdle(): void;
  /** @throws SmacError `API_UNKNOWN_JOB`. */
  named(id: string): Job;
  /** The latest first. */
  all(): readonly Job[];
  /** Asks a job to stop; one that has ended stays as it is. */
  cancel(id: string): Job;
  /** Told of every change of a job, until the function that is given is called. */
  watch(id: string, changed: () => void): () => void;
  /** Stops the running job, and waits until it has. */
  close(): Promise<void>;
}

interface Running {
  job: Job;
  readonly stop: AbortController;
  readonly watchers: Set<() => void>;
  ended: Promise<void>;
}

const kept = 100;

/** No jobs yet. `failed` is told of errors of the program. */
export function openJobs(now: () => number, failed: (error: unknown) => void): Jobs {
  const all = new Map<string, Running>();
  const running = (): Running | undefined => [...all.values()].find(({ job }) => job.state === "running");
  const found = (id: string): Running => {
    const one = all.get(id);
    if (one !== undefined) return one;
    throw new SmacError("API_UNKNOWN_JOB", "there is no such job", {
      hint: "GET /api/v1/jobs lists them; they are forgotten when the server ends",
    });
  };
  const change = (one: Running, part: Partial<Job>): void => {
    one.job = { ...one.job, ...part };
    for (const changed of one.watchers) changed();
  };
  const run = async (one: Running, work: JobWork): Promise<void> => {
    try {
      const result = await work(one.stop.signal, (progress) => change(one, { progress }));
      change(one, { state: "done", result, finished: formatInstant(now()) });
    } catch (error) {
      if (!(error instanceof SmacError)) failed(error);
      const state = one.stop.signal.aborted ? "cancelled" : "failed";
      change(one, { state, problem: problemOf(error), finished: formatInstant(now()) });
    }
  };
  const mustBeIdle = (): void => {
    const other = running()?.job;
    if (other === undefined) return;
    throw new SmacError("API_JOB_RUNNING", `another job is running: ${other.kind} ${other.id}`, {
      recovery: "retry",
      hint: `wait for it, or DELETE /api/v1/jobs/${other.id}`,
    });
  };
  return {
    mustBeIdle,
    start(kind, work) {
      mustBeIdle();
      const job: Job = {
        id: randomUUID(),
        kind,
        state: "running",
        started: formatInstant(now()),
        finished: null,
        progress: null,
        result: null,
        problem: null,
      };
      const one: Running = { job, stop: new AbortController(), watchers: new Set(), ended: Promise.resolve() };
      all.set(job.id, one);
      const oldest = all.keys().next().value;
      if (all.size > kept && oldest !== undefined) all.delete(oldest);
      one.ended = run(one, work);
      return job;
    },
    named: (id) => found(id).job,
    all: () => [...all.values()].map(({ job }) => job).toReversed(),
    cancel(id) {
      const one = found(id);
      one.stop.abort();
      return one.job;
    },
    watch(id, changed) {
      const { watchers } = found(id);
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
    async close() {
      const one = running();
      one?.stop.abort();
      await one?.ended;
    },
  };
}
