import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath, type Watching, watch } from "./browser.ts";

describe.skipIf(browserPath === null)("clusters", () => {
  let watching: Watching;
  beforeAll(async () => {
    watching = await watch();
  }, 240_000);
  afterAll(async () => {
    await watching.close();
  });

  test("every line is there once, however far one scrolls, and as many as the title and the file say", async () => {
    const { page, open, settled } = await watching.page();
    await open("/clusters");
    const title = await page.locator("h1").textContent();
    const said = Number(/^(\d+) clusters/.exec(title ?? "")?.[1]);
    expect(said).toBeGreaterThan(200);
    const rows = Number(await page.locator("[role=table]").getAttribute("aria-rowcount"));
    expect(rows).toBe(said + 1);
    const seen = new Set<string>();
    for (;;) {
      await page.waitForSelector("[role=rowheader][aria-busy]", { state: "detached" });
      for (const each of await page
        .locator("[data-row]")
        .evaluateAll((all) => all.map((row) => row.getAttribute("data-row") ?? "")))
        seen.add(each);
      const isEnd = await page.evaluate<boolean>(
        "(() => { const s = document.querySelector('[role=group][aria-label=Clusters]'); s.scrollTop += 500; return s.scrollTop + s.clientHeight >= s.scrollHeight - 1; })()",
      );
      await settled();
      if (isEnd && seen.size >= said) break;
      if (isEnd && seen.has(String(said - 1))) break;
    }
    expect(seen.size).toBe(said);
    await page.getByRole("button", { name: "Export" }).click();
    await page.waitForSelector("a[download][href*='format=csv']");
    const csv = await page.evaluate<string>(
      "fetch(document.querySelector('a[download][href*=\"format=csv\"]').href).then((r) => r.text())",
    );
    expect(csv.trimEnd().split("\r\n").join("\n").split("\n").length - 1).toBe(said);
    await page.close();
  }, 120_000);

  test("searched, narrowed and put in order by the server, and the address tells it", async () => {
    const { page, open, settled } = await watching.page();
    await open("/clusters");
    const said = async (): Promise<number> => Number(await page.locator("[data-rows]").getAttribute("data-rows"));
    const all = await said();
    await page.getByRole("link", { name: "Needs support" }).click();
    await settled();
    const support = Number(
      /\d+/.exec((await page.locator("nav a[aria-current]", { hasText: "Needs support" }).textContent()) ?? "")?.[0],
    );
    expect(await said()).toBe(support);
    expect(support).toBeLessThan(all);
    await page.getByRole("link", { name: /^All/ }).click();
    await page.getByLabel("Search name or id").fill("river");
    await page.waitForURL(/q=river/);
    await settled();
    const names = await page.locator("[data-row] a").allTextContents();
    expect(names.length).toBe(await said());
    expect(names.every((name) => name.toLowerCase().includes("river"))).toBe(true);
    await open("/clusters");
    await page.getByRole("columnheader", { name: /^Last/ }).getByRole("button").click();
    await settled();
    expect(new URL(page.url()).search).toBe("?sort=-last");
    expect(await page.getByRole("columnheader", { name: /^Last/ }).getAttribute("aria-sort")).toBe("descending");
    await open("/clusters?cols=days,events&sort=-events");
    const heads = await page.getByRole("columnheader").allTextContents();
    expect(heads.map((head) => head.trim())).toEqual(["Cluster and reason", "Days", "Activities"]);
    const events = (await page.locator("[data-row] [role=cell]:nth-child(3)").allTextContents()).map(Number);
    expect(events).toEqual(events.toSorted((a, b) => b - a));
    await page.close();
  }, 120_000);

  test("a name leads to its page, with the keyboard too, and each dot there opens its reason", async () => {
    const { page, troubles, open, settled } = await watching.page();
    await open("/clusters?rank=support");
    await page.locator("[data-row='0'] a").focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForSelector("[data-row='1'] a:focus");
    const name = await page.evaluate<string>("document.activeElement.textContent");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/clusters\/customer\//);
    await settled();
    expect(await page.locator("h1").textContent()).toContain(name);
    const dots = page.locator("a[title*='count']");
    expect(await dots.count()).toBe(12);
    const label = (await dots.first().getAttribute("aria-label")) ?? "";
    await dots.first().click();
    await settled();
    expect(new URL(page.url()).searchParams.get("at")).toBe("2025-12");
    const current = await page.locator("tr[aria-current]").textContent();
    expect(current).toContain(label.slice(label.indexOf(". ") + 2));
    await page.goBack();
    await settled();
    expect(new URL(page.url()).searchParams.get("at")).toBeNull();
    expect(troubles).toEqual([]);
    await page.close();
  }, 120_000);

  test("a cluster that there is not is said, with what to do", async () => {
    const { page, open } = await watching.page();
    await page.goto(`${watching.address}/clusters/customer/nobody`);
    await page.waitForSelector("[role=alert]");
    expect(await page.locator("[role=alert]").textContent()).toContain("There is no cluster “nobody”");
    await open("/clusters");
    await page.close();
  }, 60_000);
});
