import { expect, test } from "vitest";
import { served } from "../../test/server/served.ts";

test("what the page asks first is made ready, and answers the same", async () => {
  const api = await served();
  const before = await api.json("/api/v1/table?definition=smac&now=2026-11-22");
  await api.around.project.begin();
  expect(await api.json("/api/v1/table?definition=smac&now=2026-11-22&limit=50")).toEqual(before);
  expect(api.failures).toEqual([]);
  await api.close();
});

test("a project without data has nothing to make ready", async () => {
  const api = await served({}, "saas", false);
  await api.around.project.begin();
  await api.close();
});
