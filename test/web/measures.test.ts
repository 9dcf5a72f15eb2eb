import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, browserPath, type WatchedPage, type Watching, watch } from "./browser.ts";
import { openLengths } from "./lists.ts";

const number = (text: string | null): number => Number((text ?? "").replaceAll("\u2212", "-").replaceAll(/[+,%]/g, ""));

/** How many clusters the open list has, by its title and by its lines. */
async function listLength({ page }: WatchedPage): Promise<number> {
  await page.waitForSelector("#list-title[data-list-count]");
  const { title, lines } = await openLengths(page);
  expect(lines).toBe(title);
  return title;
}

describe.skipIf(browserPath === null)("the pages of measures", () => {
  let watching: Watching;
  beforeAll(async () => {
    watching = await watch();
  }, 180_000);
  afterAll(async () => {
    await watching.close();
  });

  test("why: the parts that are shown add up to the change, in points and in clusters", async () => {
    for (const where of ["/why", "/why?at=2026-09", "/why?at=2026-07&compare=year", "/why?period=trailing:30d"]) {
      const { page, troubles, open } = await watching.page();
      await open(where);
      const rows = await page.locator("table").first().locator("tbody tr").all();
      const cells = await Promise.all(rows.map((row) => row.locator("td:not(:nth-child(2))").allInnerTexts()));
      const [points = "", clusters = ""] = await page
        .locator("table")
        .first()
        .locator("tfoot td:not(:nth-child(2))")
        .allInnerTexts();
      const sum = (place: number): number => cells.reduce((all, row) => all + number(row[place] ?? ""), 0);
      expect(rows).toHaveLength(5);
      expect(sum(0)).toBeCloseTo(number(points), 6);
      expect(sum(1)).toBe(number(clusters));
      expect(await page.locator("[data-adds-up=true]").count()).toBe(2);
      // The change is that of the rates as they are, whose percents are rounded where they are shown.
      const lede = await page.locator("header p").first().innerText();
      const [is = 0, was = 0] = [...lede.matchAll(/([\d,]+) of ([\d,]+)/g)].map(
        ([, active = "", of = ""]) => number(active) / number(of),
      );
      expect(is).toBeGreaterThan(0);
      expect(Number(((is - was) * 100).toFixed(1))).toBeCloseTo(number(points), 6);
      expect(troubles).toEqual([]);
      await page.close();
    }
  }, 120_000);

  test("why: periods are swapped, and the change turns round; one under way cannot be swapped", async () => {
    const { page, open, settled } = await watching.page();
    await open("/why?at=2026-10");
    const first = await page.locator("tfoot td").nth(1).innerText();
    await page.getByRole("button", { name: "Choose or swap the periods" }).click();
    await page.getByRole("button", { name: "Swap the periods", exact: true }).click();
    await settled();
    expect(new URL(page.url()).search).toBe("?at=2026-09&compare=2026-10");
    await expect.poll(() => page.locator("tfoot td").nth(1).innerText()).not.toBe(first);
    expect(number(await page.locator("tfoot td").nth(1).innerText())).toBe(-number(first));
    await open("/why");
    await page.getByRole("button", { name: "Choose or swap the periods" }).click();
    expect(await page.getByRole("button", { name: "Swap the periods", exact: true }).isDisabled()).toBe(true);
    await page.close();
  }, 60_000);

  test("why: the earlier number by another definition is a part of the change, with its list", async () => {
    const watched = await watching.page();
    const { page, open, settled, troubles } = watched;
    await open("/why?at=2026-10&measure=count");
    const together = async (): Promise<number> => number(await page.locator("tfoot td").nth(1).innerText());
    const today = await together();
    await page.getByRole("button", { name: "As it was told then" }).click();
    await page.getByLabel("By the definition").selectOption("active-share");
    await page.getByRole("button", { name: "Explain from there" }).click();
    await settled();
    expect(new URL(page.url()).searchParams.get("then-definition")).toBe("active-share");
    await page.getByText("September is told by “active-share”.").waitFor();
    const row = page.locator("tbody tr", { hasText: "Definition" });
    const part = number(await row.locator("td").nth(1).innerText());
    expect(part).not.toBe(0);
    expect(await together()).toBe(today + part);
    expect(await page.locator("[data-adds-up=true]").count()).toBe(2);
    const fewer = row.locator("a[data-count]").first();
    const told = Number(await fewer.getAttribute("data-count"));
    await fewer.click();
    expect(await listLength(watched)).toBe(told);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "As told today" }).click();
    await settled();
    expect(new URL(page.url()).search).toBe("?at=2026-10&measure=count");
    expect(await together()).toBe(today);
    expect(troubles).toEqual([]);
    await page.close();
  }, 60_000);

  test.each([
    ["/why?at=2026-10", 2, /(\d+) clusters/],
    ["/lifecycle?at=2026-10", 2, /(\d+)$/],
    ["/levels?at=2026-10", 3, / ([1-9]\d*) clusters? with/],
    ["/flow?at=2026-10", 0, /^(\d+) clusters? left/],
  ] as const)(
    "%s: a mark opens as many as the cursor says, with the keyboard alone",
    async (where, back, said) => {
      const watched = await watching.page();
      const { page, open } = watched;
      await open(where);
      const cursor = page.locator("main [role=slider]").first();
      await cursor.focus();
      for (let step = 0; step < back; step += 1) await page.keyboard.press("ArrowLeft");
      for (let step = 0; step < 30; step += 1) {
        if (said.test((await cursor.getAttribute("aria-valuetext")) ?? "")) break;
        await page.keyboard.press("ArrowLeft");
      }
      const words = (await cursor.getAttribute("aria-valuetext")) ?? "";
      const told = Number(said.exec(words)?.[1]);
      expect(told, words).toBeGreaterThan(0);
      await page.keyboard.press("Enter");
      expect(await listLength(watched), words).toBe(told);
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.waitForSelector("#list-title", { state: "detached" });
      expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("slider");
      await page.close();
    },
    60_000,
  );

  test("levels: a line is moved with keys and by dragging, and the numbers follow it", async () => {
    const watched = await watching.page();
    const { page, open } = watched;
    await open("/levels?at=2026-10");
    const line = page.getByRole("slider", { name: "Where power begins" });
    const power = page.locator("main li a[data-count]").nth(3);
    const before = Number(await power.getAttribute("data-count"));
    await line.focus();
    for (let step = 0; step < 4; step += 1) await page.keyboard.press("ArrowLeft");
    expect(await line.getAttribute("aria-valuenow")).toBe("11");
    expect(new URL(page.url()).searchParams.get("cuts")).toBe("1,4,11");
    const after = Number(await power.getAttribute("data-count"));
    expect(after).toBeGreaterThan(before);
    await power.click();
    expect(await listLength(watched)).toBe(after);
    await page.keyboard.press("Escape");
    const box = await line.boundingBox();
    if (box === null) throw new Error("the line is not drawn");
    await page.mouse.move(box.x + 8, box.y + 120);
    await page.mouse.down();
    await page.mouse.move(box.x + 150, box.y + 120, { steps: 6 });
    await page.mouse.up();
    expect(Number(await line.getAttribute("aria-valuenow"))).toBeGreaterThan(11);
    expect(Number(await power.getAttribute("data-count"))).toBeLessThan(after);
    await page.close();
  }, 60_000);

  test("retention: arrows go from cell to cell, and a cell opens its clusters", async () => {
    const watched = await watching.page();
    const { page, open } = watched;
    await open("/retention");
    await page.locator("tbody tr").first().locator("td a").first().focus();
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "End"]) await page.keyboard.press(key);
    const there = page.locator("tbody tr").nth(1).locator("td a").last();
    expect(await page.evaluate("document.activeElement.getAttribute('href')")).toBe(await there.getAttribute("href"));
    const told = Number(await there.getAttribute("data-count"));
    await page.keyboard.press("Enter");
    expect(await listLength(watched)).toBe(told);
    await page.close();
  }, 60_000);

  test("products: clusters counted once are fewer than the products' users, and a head sorts its column", async () => {
    const { page, open } = await watching.page();
    await open("/products?at=2026-10");
    const heads = await page.locator("thead tr").nth(1).locator("td").allInnerTexts();
    const [distinct = 0, ...users] = heads.map(number).toReversed();
    expect(distinct).toBeGreaterThan(Math.max(...users.slice(1)));
    const lede = await page.locator("header p").first().innerText();
    expect(lede).toContain(`add up to ${users.slice(1).reduce((sum, each) => sum + each, 0)}`);
    await page.getByRole("button", { name: "Portal" }).click();
    const place = (await page.locator("thead th").allInnerTexts()).findIndex((each) => each.startsWith("Portal"));
    const column = (await page.locator(`tbody td:nth-child(${place + 1})`).allInnerTexts()).map((each) =>
      /^\d+$/.test(each) ? Number(each) : 0,
    );
    expect(column).toEqual(column.toSorted((a, b) => b - a));
    expect(await page.locator("thead th").nth(place).getAttribute("aria-sort")).toBe("descending");
    await page.close();
  }, 60_000);

  test("a list that opens is asked for once, and leaves the page under it as it is", async () => {
    const { page, open, settled } = await watching.page();
    await open("/trend?view=table");
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/api/")) asked.push(new URL(request.url()).pathname);
    });
    await page.evaluate(
      "window.drawn = 0; new MutationObserver((all) => { window.drawn += all.length; }).observe(document.querySelector('main'), { subtree: true, childList: true, attributes: true, characterData: true })",
    );
    await page.locator("main td a[data-count]").nth(8).click();
    await page.waitForSelector("#list-title[data-list-count]");
    await settled();
    expect(asked).toEqual(["/api/v1/clusters"]);
    expect(await page.evaluate("window.drawn")).toBe(0);
    // What is changed with a list open leaves it open, and a key stands by itself on a page that has just opened, too.
    await page.keyboard.press("t");
    await settled();
    expect(await page.evaluate("location.search")).toMatch(/^\?list=/);
    expect(await page.locator("#list-title").count()).toBe(1);
    await page.close();
  }, 60_000);

  test("a tap on the chart opens the list of the point under the finger", async () => {
    const { page, open } = await watching.page({ width: 390 });
    await open("/trend");
    await page.evaluate(`(async () => {
      const area = document.querySelector("main [role=slider]").parentElement;
      area.scrollIntoView({ block: "center" });
      const box = area.getBoundingClientRect();
      const at = { bubbles: true, cancelable: true, clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
      const finger = { ...at, pointerType: "touch" };
      // As browsers tell of a tap, one after the other.
      for (const kind of ["pointerdown", "pointerup", "pointerout"]) {
        area.dispatchEvent(new PointerEvent(kind, finger));
        await new Promise((next) => setTimeout(next, 20));
      }
      area.dispatchEvent(new MouseEvent("click", at));
    })()`);
    await page.waitForSelector("#list-title[data-list-count]");
    expect(await page.evaluate("location.search")).toContain("list=period:");
    await page.close();
  }, 60_000);

  test("a definition that cannot be asked for says so in words, on the page", async () => {
    const { page, open } = await watching.page();
    await open("/why?definition=teams");
    expect(await page.locator("main").innerText()).toContain("without saying of how many");
    await open("/flow?definition=teams");
    expect(await page.locator("main").innerText()).toContain("Nobody is seen to move");
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  }, 60_000);
});
