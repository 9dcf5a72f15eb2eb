import { appendFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath, sideways, type Watching, watch } from "./browser.ts";

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

  test("names in any script, however long, widen nothing and turn no other words round", async () => {
    const names = [
      "شركة النور للتجارة (الرياض) 12",
      "שלום עולם בע״מ",
      "evil\u202egnp.exe",
      "北京晨光科技有限公司",
      "🚚👩‍👩‍👧‍👦",
      `Donau${"dampfschifffahrt".repeat(12)}`,
      "<b>bold</b>",
    ];
    const { page, troubles, open, settled } = await watching.page();
    await open("/sources");
    const lines = {
      accounts: (name: string, at: number) => `N-${at},${name},${name},Growth,${name},2026-01-01\n`,
      stages: (_: string, at: number) => `N-${at},lead,2026-01-01\n`,
      events: (name: string, at: number) => `e-n${at},2026-11-14T10:00:00+02:00,N-${at},,u-${name},visit,${name}\n`,
    };
    for (const [source, line] of Object.entries(lines)) {
      appendFileSync(path.join(watching.folder, `${source}.csv`), names.map(line).join(""));
      await page.getByRole("button", { name: `Sync ${source}` }).click();
      await page.getByText(/Import done in .*: 7 rows read/).waitFor();
      await page.getByRole("button", { name: "Close", exact: true }).click();
    }
    const long = `/clusters?filter=region:${names[5]}`;
    for (const [width, others] of [
      [390, ["/", "/why", "/trend?by=region", "/products", "/clusters/customer/N-5", long]],
      [1280, ["/why", "/products"]],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await open("/clusters?q=N-&sort=cluster");
      expect(await page.locator("[aria-label=Clusters] a").allTextContents()).toEqual(names);
      expect(await sideways(page)).toBe(0);
      for (const where of others) {
        await open(where);
        expect(await sideways(page), `${width} ${where}`).toBe(0);
      }
    }
    for (const at of [0, 1, 2, 5]) {
      await open(`/clusters/customer/N-${at}`);
      // The words after the name stand in their order, and the name leaves room for them.
      const [first, last, height] = await page.evaluate<[number, number, number]>(inOrder);
      expect(first, names[at]).toBeLessThan(last);
      expect(height, names[at]).toBeLessThan(100);
    }
    await open("/clusters?q=%E2%80%AEgnp&at=2026-10&filter=region:evil%E2%80%AEgnp.exe");
    await settled();
    expect(await page.locator("h1").textContent()).toBe("1 cluster of 1 found for “\u2068gnp\u2069”");
    expect(troubles).toEqual([]);
    await page.close();
  }, 120_000);
});

// Where the first and the last letter of a heading's last word are, and how high it is.
const inOrder = `(() => {
  const heading = document.querySelector("h1");
  const words = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
  let text = null;
  while (words.nextNode()) text = words.currentNode;
  const at = (from) => {
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, from + 1);
    return range.getBoundingClientRect().left;
  };
  const end = text.data.length - 1;
  return [at(text.data.lastIndexOf(" ") + 1), at(end), heading.offsetHeight];
})()`;
