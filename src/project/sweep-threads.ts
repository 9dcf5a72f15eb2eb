import { Worker } from "node:worker_threads";
import { type SweepTasks, sweepTasks } from "./sweep-work.ts";

type Name = keyof SweepTasks;
type Task<N extends Name> = Parameters<SweepTasks[N]>[0];

/** A task as it is sent to a thread. */
export interface TaskMessage {
  readonly id: number;
  readonly name: Name;
  readonly task: unknown;
}

/** What a thread sends back. */
export type TaskAnswer = { readonly id: number } & ({ readonly value: unknown } | { readonly failed: string });

/** A thread that does tasks in the order they came. */
export interface SweepThread {
  do<N extends Name>(name: N, task: Task<N>): Promise<ReturnType<SweepTasks[N]>>;
  close(): Promise<void>;
}

/** A thread of its own; where the program runs from its sources, which threads cannot, the tasks are done here. */
export function openThread(): SweepThread {
  return import.meta.url.endsWith(".js") ? realThread() : sameThread();
}

function sameThread(): SweepThread {
  const tasks = sweepTasks();
  return {
    do: async (name, task) => (tasks[name] as (task: unknown) => never)(task),
    close: async () => undefined,
  };
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

function realThread(): SweepThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let last = 0;
  const ended = (error: Error): void => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const started = (): Worker => {
    if (worker !== null) return worker;
    const one = new Worker(new URL("sweep-worker.js", import.meta.url));
    // Nothing waits for it at the program's end.
    one.unref();
    one.on("message", (answer: TaskAnswer) => {
      const task = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) one.unref();
      if ("failed" in answer) task?.reject(new Error(answer.failed));
      else task?.resolve(answer.value as never);
    });
    one.on("error", ended);
    one.on("exit", () => ended(new Error("a thread of the in-memory execution ended")));
    worker = one;
    return one;
  };
  return {
    do: (name, task) =>
      new Promise((resolve, reject) => {
        const id = (last += 1);
        const one = started();
        waiting.set(id, { resolve, reject });
        one.ref();
        one.postMessage({ id, name, task } satisfies TaskMessage);
      }),
    close: async () => {
      await worker?.terminate();
    },
  };
}
