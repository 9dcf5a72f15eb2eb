import { expect, test } from "vitest";
import { served } from "./served.ts";

const asked = [
  "clusters?definition=smac&in=2026-03&of-stage=customer",
  "clusters?definition=smac&in=2026-03&of-stage=customer&status=dormant",
  "explanation?definition=smac&from=2026-02&to=2026-03",
  "table?definition=smac&in=2026-03",
  "report?definition=smac&from=2026-01&to=2026-03",
  "clusters?definition=smac-three-days&in=2026-03&of-stage=customer",
  "levels?definition=smac&in=2026-03",
  "transitions?definition=smac&from=2026-01&to=2026-03",
  "retention?definition=smac",
].map((question) => `/api/v1/${question}`);

test("many questions at once, in any order, answer as one by one", async () => {
  const one = await served();
  const alone: unknown[] = [];
  for (const address of asked) alone.push(await one.json(address));
  await one.close();
  const many = await served();
  for (const turn of [0, 4, 7]) {
    const order = [...asked.slice(turn), ...asked.slice(0, turn)];
    // Of another moment each time, so that no answer is one that was kept.
    const now = `&now=2026-11-2${turn % 3}T10:0${turn}`;
    const told = await Promise.all(order.map((address) => many.json(`${address}${now}`)));
    order.forEach((address, n) =>
      expect([address, plain(told[n])]).toEqual([address, plain(alone[asked.indexOf(address)])]),
    );
  }
  expect(many.failures).toEqual([]);
  await many.close();
});

test("who goes away while waiting for others holds nobody up", async () => {
  const api = await served();
  await api.json(asked[0] ?? "");
  const gone = new AbortController();
  const leaving = asked
    .slice(0, 4)
    .map((address) => api.ask(`${address}&days=2`, { signal: gone.signal }).catch(() => null));
  const staying = Promise.all(asked.slice(0, 4).map((address) => api.json(`${address}&days=2`)));
  gone.abort();
  expect((await staying).length).toBe(4);
  await Promise.all(leaving);
  await api.close();
});

function plain(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === "next" ? null : value)));
}
