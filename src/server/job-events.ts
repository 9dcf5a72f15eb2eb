import type { SSEStreamingApi } from "hono/streaming";
import type { Jobs } from "./jobs.ts";

const milliseconds = { between: 100, heartbeat: 15_000 };

/** Tells how far a job is until it has ended, the client has gone, or the server ends; of many changes at once the last. */
export async function watchJob(
  jobs: Jobs,
  id: string,
  { stream, ending }: { readonly stream: SSEStreamingApi; readonly ending: AbortSignal },
): Promise<void> {
  let wake = (): void => {};
  const leave = jobs.watch(id, () => wake());
  const end = (): void => wake();
  ending.addEventListener("abort", end);
  stream.onAbort(end);
  try {
    for (;;) {
      const job = jobs.named(id);
      await stream.writeSSE({ event: job.state === "running" ? "progress" : job.state, data: JSON.stringify(job) });
      if (job.state !== "running") return;
      await stream.sleep(milliseconds.between);
      while (jobs.named(id) === job) {
        if (ending.aborted || stream.aborted) return;
        const woken = new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(false), milliseconds.heartbeat);
          wake = () => {
            clearTimeout(timer);
            resolve(true);
          };
        });
        if (!(await woken)) await stream.write(": still here\n\n");
      }
    }
  } finally {
    leave();
    ending.removeEventListener("abort", end);
  }
}
