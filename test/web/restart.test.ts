import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath, type Watching, watch } from "./browser.ts";

describe.skipIf(browserPath === null)("a server that goes away, and a job that is stopped", () => {
  let watching: Watching;
  beforeAll(async () => {
    watching = await watch();
  }, 180_000);
  afterAll(async () => {
    await watching.close();
  });

  test("the page says that the server is away, keeps what it shows, and goes on by itself when it is back", async () => {
    const { page, open, settled } = await watching.page();
    await open("/");
    const headline = await page.locator("h1").textContent();
    await watching.kill();
    // A question that fails is how the page learns of it.
    await page.getByLabel("Earlier period").click();
    await page.locator("[role=status]", { hasText: "The server does not answer" }).waitFor();
    expect(await page.locator("h1").count()).toBeLessThanOrEqual(1);
    await page.goBack();
    expect(await page.locator("h1").textContent()).toBe(headline);
    await page.goForward();
    await watching.revive();
    await page.locator("[role=status]", { hasText: "The server does not answer" }).waitFor({ state: "detached" });
    await settled();
    expect(await page.locator("h1").textContent()).toContain("October");
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.close();
  }, 60_000);

  test("an import is stopped on the page, which says so and offers it again", async () => {
    const { page, open } = await watching.page();
    await open("/sources");
    const events = path.join(watching.folder, "events.csv");
    const [, line = ""] = readFileSync(events, "utf8").split("\n");
    const id = line.slice(0, line.indexOf(","));
    const more = Array.from({ length: 250_000 }, (_, index) => line.replace(id, `more-${index}`)).join("\n");
    appendFileSync(events, `${more}\n`);
    await page.getByRole("button", { name: "Sync events" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.locator("section[data-state=cancelled]").waitFor({ timeout: 30_000 });
    expect(await page.getByRole("button", { name: "Sync events" }).isEnabled()).toBe(true);
    await page.close();
  }, 90_000);
});
