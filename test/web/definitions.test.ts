import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, browserPath, sideways, type Watching, watch } from "./browser.ts";

const pages = [
  "/definitions",
  "/definitions/stage-rate",
  "/definitions/stage-rate?tab=sql",
  "/definitions/stage-rate?tab=ledger",
  "/definitions/segment",
  "/definitions/no-such",
  "/definitions/diff?a=stage-rate&b=clusters",
  "/definitions/diff?a=customers&b=clusters&at=2026-10",
  "/sources",
  "/sources/events",
  "/sources/no-such",
  "/settings",
  "/settings/links",
  "/settings/tokens",
  "/settings/audit",
];
const looks = [390, 1440].flatMap((width) => (["light", "dark"] as const).map((theme) => ({ width, theme })));

describe.skipIf(browserPath === null)("definitions, sources and settings", () => {
  let watching: Watching;
  beforeAll(async () => {
    watching = await watch();
  }, 240_000);
  afterAll(async () => {
    await watching.close();
  });

  test.each(pages)(
    "%s: no errors, nothing that axe finds, no sideways scroll",
    async (where) => {
      for (const look of looks) {
        const { page, troubles, open } = await watching.page(look);
        await open(where);
        const seen = `${look.width} ${look.theme}`;
        expect(await page.locator("h1").count(), seen).toBe(1);
        expect(await sideways(page), seen).toBe(0);
        expect(await axeFindings(page), seen).toEqual([]);
        expect(troubles, seen).toEqual([]);
        await page.close();
      }
    },
    240_000,
  );

  test.each(["/definitions/diff?a=stage-rate&b=clusters", "/definitions/diff?a=customers&b=clusters&at=2026-10"])(
    "%s: every number is as long as its list",
    async (where) => {
      const { page, troubles, open, settled } = await watching.page();
      await open(where);
      const numbers = await page.locator("main a[data-count]").evaluateAll((links) =>
        links.map((link) => ({
          count: Number(link.getAttribute("data-count")),
          href: link.getAttribute("href") ?? "",
        })),
      );
      expect(numbers.length).toBeGreaterThan(4);
      for (const { count, href } of numbers) {
        await page.locator(`main a[data-count][href="${href}"]`).first().click();
        await page
          .waitForSelector(`#list-title[data-list-count="${count}"]`, { timeout: 10_000 })
          .catch(() => undefined);
        await settled();
        expect(Number(await page.locator("#list-title").getAttribute("data-list-count")), href).toBe(count);
        expect(Number(await page.locator("aside [role=listitem]").first().getAttribute("aria-setsize")), href).toBe(
          count,
        );
        await page.keyboard.press("Escape");
        await page.waitForSelector("#list-title", { state: "detached" });
      }
      expect(troubles).toEqual([]);
      await page.close();
    },
    180_000,
  );

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
