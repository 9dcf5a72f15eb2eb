import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, browserPath, type Watching, watch } from "./browser.ts";

describe.skipIf(browserPath === null)("the page in use", () => {
  let watching: Watching;
  beforeAll(async () => {
    watching = await watch();
  }, 180_000);
  afterAll(async () => {
    await watching.close();
  });

  test("the first page needs less than 250 kB of JavaScript", () => {
    const bytes = execFileSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        "import { firstPageBytes } from './scripts/prepare.mjs'; console.log(firstPageBytes())",
      ],
      { cwd: path.dirname(path.dirname(import.meta.dirname)), encoding: "utf8" },
    );
    expect(Number(bytes)).toBeGreaterThan(50_000);
    expect(Number(bytes)).toBeLessThan(250_000);
  });

  test("a chart's list opens and closes with the keyboard alone, and the focus comes back", async () => {
    const { page, open, settled } = await watching.page();
    await open("/");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    const onChart = "document.activeElement.getAttribute('role') === 'slider'";
    for (let tabs = 0; tabs < 60 && (await page.evaluate(onChart)) !== true; tabs += 1)
      await page.keyboard.press("Tab");
    expect(await page.evaluate(onChart)).toBe(true);
    await page.keyboard.press("ArrowLeft");
    const words = await page.evaluate<string>("document.activeElement.getAttribute('aria-valuetext')");
    const active = Number(/, (\d+) of \d+/.exec(words)?.[1]);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#list-title[data-list-count]");
    await settled();
    expect(await page.evaluate("document.activeElement.id")).toBe("list-title");
    expect(Number(await page.locator("#list-title").getAttribute("data-list-count"))).toBe(active);
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.waitForSelector("#list-title", { state: "detached" });
    expect(await page.evaluate(onChart)).toBe(true);
    await page.close();
  }, 60_000);

  test("Back undoes the last thing: the list, the period, the filter", async () => {
    const { page, open, settled } = await watching.page();
    await open("/");
    await page.getByLabel("Earlier period").click();
    await settled();
    expect(new URL(page.url()).search).toBe("?at=2026-10");
    await page.locator("main a[data-count]").first().click();
    await page.waitForSelector("#list-title[data-list-count]");
    expect(new URL(page.url()).search).toContain("list=");
    await page.goBack();
    await page.waitForSelector("#list-title", { state: "detached" });
    await page.goBack();
    await settled();
    expect(new URL(page.url()).search).toBe("");
    expect(await page.locator("h1").textContent()).toContain("November");
    await page.close();
  }, 60_000);

  test("a line of a list leads to its cluster's page, at the period of the list, with the keyboard too", async () => {
    const { page, open, settled } = await watching.page();
    await open("/?list=period:2026-10;stage:customer;status:dormant");
    const line = page.locator("aside [role=listitem] a").first();
    const name = (await line.textContent()) ?? "-";
    await line.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/clusters\/customer\/[^?]+\?at=2026-10$/);
    await settled();
    expect(await page.locator("h1").textContent()).toContain(name);
    expect(await page.locator("tr[aria-current]").textContent()).toContain("October");
    await page.goBack();
    await page.waitForSelector("#list-title[data-list-count]");
    await page.close();
  });

  test("a table of hundreds of rows holds only those in sight, and each of them is reached", async () => {
    const { page, open, settled } = await watching.page();
    await open("/trend?period=trailing:30d&view=table");
    const table = page.locator("main table[data-virtual]");
    expect(await table.getAttribute("aria-rowcount")).toBe(String(180 * 4 + 1));
    expect(await table.locator("tbody tr[aria-rowindex]").count()).toBeLessThan(60);
    await page.evaluate("document.querySelector('main [role=region]').scrollTo(0, 1e6)");
    await page.locator(`tr[aria-rowindex="${180 * 4 + 1}"]`).waitFor();
    await settled();
    expect(await page.locator("tbody tr[aria-rowindex] th").last().textContent()).toContain("30 days to 20 May");
    await page.close();
  });

  test("an address alone shows the same again, list and all", async () => {
    const { page, open } = await watching.page();
    await open("/?at=2026-10&list=period:2026-10;stage:customer;status:dormant");
    await page.waitForSelector("#list-title[data-list-count]");
    const title = await page.locator("#list-title").textContent();
    expect(title).toMatch(/^\d+ clusters in Customer that went quiet, October$/);
    await page.close();
  });

  test("what an address asks that there is not never breaks the page", async () => {
    const { page, troubles, open } = await watching.page();
    await open("/?definition=custmoers&period=fortnight&at=2026-99&compare=%00&filter=::&list=;;&measure=x");
    expect(await page.locator("h1").textContent()).toContain("% of clusters");
    expect(await page.getByText("This link asks for definition “custmoers”").textContent()).toContain(
      "Did you mean “customers”?",
    );
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("a panel that fails says why, alone, and can be tried again", async () => {
    const { page, open, settled } = await watching.page();
    let broken = true;
    await page.route("**/api/v1/explanation**", (route) =>
      broken
        ? route.fulfill({
            status: 400,
            contentType: "application/problem+json",
            body: JSON.stringify({
              type: "x",
              title: "Bad",
              status: 400,
              code: "QUERY_X",
              detail: "it cannot be told",
            }),
          })
        : route.continue(),
    );
    await open("/");
    expect(await page.getByRole("alert").textContent()).toContain("It cannot be told.");
    expect(await page.locator("main a[data-count]").count()).toBeGreaterThan(10);
    broken = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
    await settled();
    expect(await page.getByText("Together").count()).toBe(1);
    await page.close();
  });

  test("keys: pages, periods, table, find", async () => {
    const { page, open, settled } = await watching.page();
    await open("/");
    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await page.waitForURL("**/trend");
    await settled();
    await page.keyboard.press("[");
    await page.waitForURL("**/trend?at=2026-10");
    await page.keyboard.press("t");
    await page.waitForSelector("table");
    await page.keyboard.press("/");
    await page.keyboard.type("overv");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === "/");
    await page.close();
  });

  test("the days of a trailing window follow the slider's keys", async () => {
    const { page, open, settled } = await watching.page();
    await open("/trend?period=trailing:30d");
    await page.getByLabel("Days of the window", { exact: true }).focus();
    await page.keyboard.press("PageUp");
    await page.waitForURL("**/trend?period=trailing:60d");
    await settled();
    expect(await page.locator("h1").textContent()).toContain("60 days to 15 Nov");
    await page.close();
  });
});
