import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath, type Watching, watch } from "./browser.ts";

describe.skipIf(browserPath === null)("definitions, sources and settings", () => {
  let watching: Watching;
  beforeAll(async () => {
    watching = await watch();
  }, 240_000);
  afterAll(async () => {
    await watching.close();
  });

  test("A less what only A counts is what both count, and the reasons add up", async () => {
    const { page, open } = await watching.page();
    await open("/definitions/diff?a=stage-rate&b=clusters&at=2026-10");
    const cells = (await page.locator("tbody tr").first().locator("td").allTextContents()).slice(0, 5).map(Number);
    const [a = 0, b = 0, onlyA = 0, both = 0, onlyB = 0] = cells;
    expect(onlyB).toBeGreaterThan(0);
    expect([a, b]).toEqual([onlyA + both, onlyB + both]);
    const reasons = await page
      .locator("section", { hasText: "Why they differ" })
      .locator("a[data-count]")
      .evaluateAll((links) => links.map((link) => Number(link.getAttribute("data-count"))));
    expect(reasons.reduce((sum, each) => sum + each, 0)).toBe(onlyA + onlyB);
    await page.close();
  }, 60_000);

  test("reading the files starts at once, tells its end, and the page shows what came of it", async () => {
    const { page, troubles, open } = await watching.page();
    await open("/sources");
    expect(await page.locator("h1").textContent()).toContain("4 sources");
    await page.getByRole("button", { name: "Sync events" }).click();
    await page.getByText(/Import done in .*: nothing was new/).waitFor();
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.getByText(/Import done/).waitFor({ state: "detached" });
    expect(troubles).toEqual([]);
    await page.close();
  }, 60_000);

  test("the theme and the single keys are kept on this computer", async () => {
    const { page, open } = await watching.page();
    await open("/settings");
    await page.getByRole("button", { name: "Dark" }).click();
    await page.getByRole("switch").uncheck();
    await open("/settings");
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    expect(await page.getByRole("switch").isChecked()).toBe(false);
    await page.getByRole("button", { name: "System" }).click();
    await page.getByRole("switch").check();
    await page.close();
  }, 60_000);
});
