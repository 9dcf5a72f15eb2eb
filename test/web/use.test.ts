import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
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

  test("a list, and the windows beside the slider's, are asked for before they are wanted, and then not again", async () => {
    const { page, open, settled } = await watching.page();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const lists = () => asked.filter((url) => url.includes("/api/v1/clusters?"));
    await open("/trend?view=table");
    await settled();
    const [one, other] = [page.locator("main td a[data-count]").nth(3), page.locator("main td a[data-count]").nth(9)];
    await one.hover();
    await expect.poll(() => lists().length).toBe(1);
    await one.click();
    await page.waitForSelector("#list-title[data-list-count]");
    expect(lists()).toHaveLength(1);
    await page.keyboard.press("Escape");
    await page.waitForSelector("#list-title", { state: "detached" });
    await other.focus();
    await expect.poll(() => lists().length).toBe(2);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#list-title[data-list-count]");
    expect(lists()).toHaveLength(2);
    const windows = (days: number) => asked.filter((url) => url.includes(`period=trailing%3A${days}d`)).length;
    await open("/trend?period=trailing:33d&compare=none");
    await expect.poll(() => [windows(34), windows(32)]).toEqual([1, 1]);
    await settled();
    await page.getByLabel("Days of the window", { exact: true }).focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator("h1").textContent()).toContain(" 34 days");
    await expect.poll(() => windows(35)).toBe(1);
    expect(windows(34)).toBe(1);
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

  test("changes are those that the command line tells, and their parts", async () => {
    const { page, open } = await watching.page();
    await open("/?at=2026-10");
    expect(await page.locator("header p").first().textContent()).toContain("72.3%: \u25bc\u22123.0\u00a0pts");
    const stages = await page.locator("main li").allTextContents();
    for (const [stage, change] of [
      ["Prospect", "\u22120.3"],
      ["Lead", "\u22124.5"],
      ["Opportunity", "\u221218.8"],
    ] as const)
      expect(stages.find((each) => each.startsWith(stage))).toContain(`${change}\u00a0pts`);
    await open("/why?at=2026-10");
    expect(await page.getByText("\u22121.8 came, +1.6 left").count()).toBe(1);
    expect(await page.getByText("= \u22123.0 points").count()).toBe(1);
    await page.close();
  });

  test("whatever cannot be asked for, something else can be chosen", async () => {
    const { page, open, settled } = await watching.page();
    await page.route(/\/api\/v1\/report\?definition=teams/, (route) =>
      route.fulfill({
        status: 400,
        contentType: "application/problem+json",
        body: JSON.stringify({ type: "x", title: "Bad", status: 400, code: "QUERY_X", detail: "it cannot be told" }),
      }),
    );
    await page.goto(`${watching.address}/trend?definition=teams`);
    await page.getByRole("alert").waitFor();
    await page.getByRole("button", { name: "Definition teams" }).click();
    await page.getByRole("link", { name: /^customers/ }).click();
    await settled();
    expect(await page.locator("h1").textContent()).toContain("clusters are active so far in November");
    await open("/?definition=segment");
    expect(await page.getByText("This link asks for definition “segment”").textContent()).toContain(
      "which cannot be used: the definition “segment” counts combinations",
    );
    for (const [at, words] of [
      ["2031-01", "This link asks for 2031-01, which the data do not reach. Showing Nov 2026."],
      ["2031-13", "This link asks for \u201c2031-13\u201d, which is no period. Showing Nov 2026."],
    ] as const) {
      await open(`/?at=${at}`);
      expect(await page.getByRole("status").allTextContents()).toContain(words);
    }
    await page.close();
  });

  test("users are told as users, with what there is of them", async () => {
    const { page, open } = await watching.page();
    await open("/?definition=stage-users&at=2026-10");
    expect(await page.locator("h1").textContent()).toBe("559 users were active in October");
    const main = (await page.locator("main").textContent()) ?? "";
    expect(main).toContain("88 users active the period before are not active any more");
    expect(main).toContain("Active users of each stage");
    expect(main).not.toMatch(/clusters? active|Active share/);
    await open("/?definition=stage-users");
    expect(await page.locator("main li").first().textContent()).toContain("October, complete: 14");
    await open("/?definition=customers");
    expect(await page.locator("main").textContent()).not.toContain("has a stage");
    await page.close();
  });

  test("a customer in need of support says so on its own page, and why", async () => {
    const { page, open } = await watching.page();
    await open("/clusters/customer/A-000098");
    expect(await page.getByText("Needs support.").locator("xpath=..").textContent()).toBe(
      "Needs support. Falling: 1 active day, 10 in the same days of the period before.",
    );
    expect(await page.locator("main header").first().textContent()).toContain(
      "1 activity on 1 day; active in October too.",
    );
    await page.close();
  });

  test("on a screen of 1280 nothing is cut: columns, facts of a list, words, names of what is chosen", async () => {
    const { page, open } = await watching.page({ width: 1280 });
    const cut = (where: string): Promise<string[]> =>
      page
        .locator(where)
        .evaluateAll((all) =>
          all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent),
        );
    await open("/clusters");
    expect(await cut("main [role=group][aria-label=Clusters]")).toEqual([]);
    await open("/?at=2026-10&list=period:2026-10;stage:customer;status:dormant");
    await page.waitForSelector("#list-title[data-list-count]");
    expect(await cut("aside [role=listitem] > span:nth-of-type(2)")).toEqual([]);
    await open("/definitions/diff");
    expect(await cut("main [role=group]")).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await open("/lifecycle");
    const [chosen, edge] = await Promise.all([
      page.getByRole("button", { name: "Definition stage-rate" }).boundingBox(),
      page.getByRole("button", { name: "Find" }).boundingBox(),
    ]);
    expect((chosen?.x ?? 0) + (chosen?.width ?? 0)).toBeLessThan(edge?.x ?? 0);
    await page.close();
  });

  test("a pinned link shows these numbers, also after rows came late; the live one is held to no period", async () => {
    const { page, open, settled } = await watching.page();
    const told = async (): Promise<string> => (await page.locator("main header p").first().textContent()) ?? "";
    const links = async (): Promise<{ live: string; pinned: string }> => {
      await page.getByRole("button", { name: "Share" }).click();
      const [live, pinned] = [page.getByLabel("Live link"), page.getByLabel("Pinned link")];
      return { live: new URL(await live.inputValue()).search, pinned: new URL(await pinned.inputValue()).search };
    };
    await open("/");
    const november = { told: await told(), ...(await links()) };
    expect(november.told).toContain("147 of 226");
    await open("/?at=2026-10&compare=none");
    const october = { told: await told(), ...(await links()) };
    expect(october.live).toBe("?compare=none");
    const quiet = await page.evaluate<string>(
      `fetch("/api/v1/clusters?definition=stage-rate&in=2026-10&status=dormant&limit=1").then((answer) => answer.json()).then(({ clusters }) => clusters[0].cluster)`,
    );
    const late = ["2026-10-20", "2026-11-10"].map((day) => `e-${day},${day}T10:00:00+02:00,${quiet},,u-late,visit,\n`);
    appendFileSync(path.join(watching.folder, "events.csv"), late.join(""));
    await open("/sources");
    await page.getByRole("button", { name: "Sync events" }).click();
    await page.getByText(/Import done in .*: 2 rows read/).waitFor();
    await open("/?at=2026-10&compare=none");
    expect(await told()).not.toBe(october.told);
    const as = new URLSearchParams(november.pinned).get("as-of") ?? "";
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await open(`/definitions/diff${november.pinned}`);
    expect(asked.find((each) => each.includes("/api/v1/difference?"))).toContain(`as-of=${encodeURIComponent(as)}`);
    for (const pinned of [november, october]) {
      await open(`/${pinned.pinned}`);
      await settled();
      expect(await told()).toBe(pinned.told);
    }
    expect(await page.getByText("pinned: days to 15 Nov, as known").count()).toBe(1);
    await page.close();
  }, 60_000);
});
