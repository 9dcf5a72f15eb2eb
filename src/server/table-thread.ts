import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { SmacError } from "../errors.ts";
import { openQueue } from "./queue.ts";
import { type TableFormat, type TableToWrite, tableBytes } from "./table-bytes.ts";
import type { TableAnswer, TableMessage } from "./table-worker.ts";

/** A table of more rows is written by a thread of its own, so that others are answered meanwhile. */
const many = 5000;
/** Rows that are sent to it at once. */
const part = 1000;
const patience = 120_000;
const threads = openQueue(2);

/**
 * The content of a file of a table: of a large one from a thread of its own, which ends when the signal is aborted.
 * Where the program runs from its sources, which threads cannot, it is made here.
 *
 * @throws SmacError `OUTPUT_TOO_MANY_ROWS`, `API_CANCELLED`, `API_BUSY`.
 */
export async function tableContent(
  format: TableFormat,
  what: TableToWrite,
  signal: AbortSignal,
): Promise<string | Uint8Array> {
  if (what.table.rows.length <= many || !import.meta.url.endsWith(".js")) return tableBytes(format, what);
  const end = await threads.take(signal, patience, "beside");
  const worker = new Worker(new URL("table-worker.js", import.meta.url));
  const stop = (): void => void worker.terminate();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const answered = answerOf(worker);
    await sent(worker, format, what);
    return await answered;
  } finally {
    signal.removeEventListener("abort", stop);
    await worker.terminate();
    end();
  }
}

async function sent(worker: Worker, format: TableFormat, { name, table, rows }: TableToWrite): Promise<void> {
  const send = (message: TableMessage): void => worker.postMessage(message);
  send({ about: { format, name, rows, columns: table.columns } });
  for (let from = 0; from < table.rows.length; from += part) {
    send({ rows: table.rows.slice(from, from + part) });
    await setImmediate();
  }
  send({ whole: true });
}

function answerOf(worker: Worker): Promise<string | Uint8Array> {
  const answered = new Promise<string | Uint8Array>((resolve, reject) => {
    worker.once("message", (answer: TableAnswer) => {
      if ("content" in answer) resolve(answer.content);
      else if (answer.code === null) reject(new Error(answer.failed));
      else reject(new SmacError(answer.code, answer.failed, answer.hint === undefined ? {} : { hint: answer.hint }));
    });
    worker.once("error", reject);
    worker.once("exit", () =>
      reject(new SmacError("API_CANCELLED", "the request was cancelled", { recovery: "abort" })),
    );
  });
  // It may end before anybody waits for it.
  answered.catch(() => undefined);
  return answered;
}
