import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, browserPath, sideways, type Watching, watch } from "./browser.ts";

// Every page at once: what holds for all of them. A new page is a line here.
const pages = [
  "/",
  "/?at=2026-09",
  "/?view=table",
  "/?definition=teams",
  "/?definition=active-share&period=week&filter=region:EMEA",
  "/trend",
  "/trend?period=trailing:30d",
  "/trend?measure=count&mark=bars",
  "/trend?by=region&view=table",
  "/why",
  "/why?at=2026-10&measure=count&view=table&part=mix",
  "/flow?at=2026-10",
  "/flow?view=table",
  "/lifecycle",
  "/lifecycle?at=2026-06&view=table",
  "/retention",
  "/retention?cohort=quarter&view=table",
  "/levels?at=2026-10",
  "/levels?view=table&cuts=2,5,9",
  "/products?at=2026-10",
  "/products?view=table&sort=days",
];
const widths = [1440, 760, 390];

describe.skipIf(browserPath === null)("in a browser", () => {
  let watching: Watching;
  beforeAll(async () => {
    watching = await watch();
  }, 180_000);
  afterAll(async () => {
    await watching.close();
  });

  test.each(pages)(
    "%s: no errors, nothing from elsewhere, nothing that axe finds, no sideways scroll",
    async (where) => {
      const { page, troubles, open, settled } = await watching.page();
      await open(where);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        for (const theme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme: theme });
          await settled();
          expect(await axeFindings(page), `${width} ${theme}`).toEqual([]);
        }
        expect(await sideways(page), String(width)).toBe(0);
      }
      expect(troubles).toEqual([]);
      await page.close();
    },
    180_000,
  );

  test.each(pages)(
    "%s: every number is as long as its list",
    async (where) => {
      const { page, troubles, open } = await watching.page();
      await open(where);
      const numbers = await page.locator("main a[data-count]").evaluateAll((links) =>
        links.map((link) => ({
          count: Number(link.getAttribute("data-count")),
          href: link.getAttribute("href") ?? "",
        })),
      );
      const distinct = [...new Map(numbers.map((each) => [each.href, each])).values()];
      expect(distinct.length).toBeGreaterThan(0);
      // A table has hundreds; some of them are enough.
      const every = Math.ceil(distinct.length / 24);
      for (const { count, href } of distinct.filter((_, index) => index % every === 0)) {
        await page
          .locator(`main a[data-count][href="${href.replaceAll('"', '\\"')}"]`)
          .first()
          .click();
        await page
          .waitForSelector(`#list-title[data-list-count="${count}"]`, { timeout: 10_000 })
          .catch(() => undefined);
        await page.locator("aside [aria-busy=true]").first().waitFor({ state: "detached" });
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
});
