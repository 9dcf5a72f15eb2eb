import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openQueue } from "./queue.ts";

const never = new AbortController().signal;

test("one at a time, in the order they came; who left is passed over", async () => {
  const queue = openQueue();
  const heard: string[] = [];
  const leaving = new AbortController();
  const turn = async (name: string, signal = never): Promise<void> => {
    const end = await queue.take(signal, 10_000);
    heard.push(`${name} begins`);
    await sleep(5);
    heard.push(`${name} ends`);
    end();
    end();
  };
  const turns = [turn("a"), turn("b"), turn("gone", leaving.signal), turn("c")];
  expect(queue.waiting).toBe(3);
  leaving.abort();
  const ended = await Promise.allSettled(turns);
  expect(ended.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(heard).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  expect(queue.waiting).toBe(0);
});

test("who waits longer than the patience is put off, and its place goes to the next", async () => {
  const queue = openQueue();
  const end = await queue.take(never, 0);
  await expect(queue.take(never, 5)).rejects.toMatchObject({ code: "API_BUSY", recovery: "retry" });
  const next = queue.take(never, 10_000);
  end();
  (await next)();
  await expect(queue.take(AbortSignal.abort(), 5)).rejects.toMatchObject({ code: "API_CANCELLED" });
  (await queue.take(never, 5))();
});
