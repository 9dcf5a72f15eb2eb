import { parentPort } from "node:worker_threads";
import type { TaskAnswer, TaskMessage } from "./sweep-threads.ts";
import { sweepTasks } from "./sweep-work.ts";

// A thread that does the tasks it is sent, one after the other.
const tasks = sweepTasks();
parentPort?.on("message", ({ id, name, task }: TaskMessage) => {
  let answer: TaskAnswer;
  try {
    answer = { id, value: tasks[name](task as never) };
  } catch (error) {
    answer = { id, failed: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
