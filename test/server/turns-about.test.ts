import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { askedAbout } from "../../src/server/asked-about.ts";
import { served } from "./served.ts";

test("questions that wait for others about the same keep nobody else waiting", async () => {
  const api = await served();
  const { signal } = new AbortController();
  const { project } = api.around;
  // The first one after an import has the project alone.
  await project.read(signal, (opened) => opened.report());
  const done: string[] = [];
  const asked = (about: string | null, name: string) =>
    askedAbout.run(about, () => project.read(signal, () => sleep(200).then(() => done.push(name))));
  const all = ["a", "b", "c", "d", "e", "f", "g"].map((name) => asked("lists", name));
  all.push(asked("numbers", "other"));
  await Promise.all(all);
  expect(done.filter((name) => name !== "other")).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
  expect(done.indexOf("other")).toBeLessThan(2);
  await api.close();
});
