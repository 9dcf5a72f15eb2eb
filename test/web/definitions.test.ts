import { appendFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, browserPath, type Watching, watch } from "./browser.ts";

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

  test("a token is made, shown this once, and revoked; the audit log has both, and finds them", async () => {
    const { page, troubles, open } = await watching.page();
    await open("/settings/tokens");
    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByLabel("What it is for").fill("looker nightly");
    await page.getByRole("button", { name: "Editor" }).click();
    await page.getByRole("button", { name: "Make it" }).click();
    const text = await page.getByLabel("The new token").inputValue();
    expect(text).toMatch(/^smac_[0-9a-f]{12}_[0-9a-f]{64}$/);
    const status = async (): Promise<number> =>
      (await fetch(`${watching.address}/api/v1/jobs`, { headers: { authorization: `Bearer ${text}` } })).status;
    expect(await status()).toBe(200);
    await page.getByRole("button", { name: "I kept it" }).click();
    expect(await page.getByRole("row", { name: /looker nightly/ }).textContent()).toContain("Editor");
    expect(await page.content()).not.toContain(text.slice(-64));
    await page.getByRole("button", { name: "Revoke looker nightly" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
    await page.getByRole("row", { name: /looker nightly/ }).waitFor({ state: "detached" });
    expect(await status()).toBe(401);
    await open("/settings/audit");
    await page.getByRole("rowheader", { name: "revoked a token" }).waitFor();
    await page.getByRole("searchbox").fill("looker night");
    await page.getByRole("rowheader", { name: "revoked a token" }).waitFor({ state: "detached" });
    expect(await page.getByRole("rowheader").allTextContents()).toEqual(["made a token"]);
    expect(troubles).toEqual([]);
    await page.close();
  }, 60_000);

  test("a number that changed after it was told leads to why, as it was told then", async () => {
    const { page, troubles, open, settled } = await watching.page();
    const quiet = await fetch(
      `${watching.address}/api/v1/clusters?definition=stage-rate&in=2026-10&status=dormant&limit=2`,
    );
    const { clusters } = (await quiet.json()) as { clusters: { cluster: string }[] };
    // Two rows that come late, one after the other.
    for (const [index, { cluster }] of clusters.entries()) {
      appendFileSync(
        path.join(watching.folder, "events.csv"),
        `e-late-${index},2026-10-14T10:00:00+02:00,${cluster},,u-000001,visit,\n`,
      );
      await open("/sources");
      await page.getByRole("button", { name: "Sync events" }).click();
      await page.getByText(/Import done in .*: 1 row read/).waitFor();
    }
    await open("/definitions/stage-rate?tab=ledger");
    expect(await axeFindings(page)).toEqual([]);
    const row = page.getByRole("row", { name: /October active, all together/ }).first();
    const [was, is] = (await row.getByRole("cell").allTextContents()).slice(1, 3);
    expect(Number(is)).toBe(Number(was) + 1);
    await row.getByRole("link", { name: /^Why it changed.*October, active, all together/ }).click();
    await page.waitForURL(/\/why\?/);
    await settled();
    expect(await page.locator("h1").textContent()).toBe(`October was told as ${was} active, and is ${is} active today`);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("link", { name: "Open the 1 cluster" }).click();
    await settled();
    expect(await page.locator("#list-title").textContent()).toBe("1 cluster whose data were corrected, October");
    expect(troubles).toEqual([]);
    await page.close();
  }, 60_000);
});
