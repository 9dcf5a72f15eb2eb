import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, browserPath, type Watching, watch } from "./browser.ts";

describe.skipIf(browserPath === null)("notes and targets on the trend", () => {
  let watching: Watching;
  beforeAll(async () => {
    watching = await watch();
  }, 180_000);
  afterAll(async () => {
    await watching.close();
  });
  const files = (what: string): readonly string[] => {
    const folder = path.join(watching.folder, what);
    return existsSync(folder) ? readdirSync(folder) : [];
  };

  test("a note is added with the keyboard alone, stands in the chart and in the table, and is a file", async () => {
    const { page, troubles, open, settled } = await watching.page();
    await open("/trend");
    await page.getByRole("button", { name: "Add a note" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("input:focus").waitFor();
    await page.keyboard.type("price change");
    await page.getByLabel("Day").fill("2026-07-01");
    await page.getByLabel("Day").press("Enter");
    await page.getByRole("heading", { name: "1 note" }).waitFor();
    await settled();
    expect(await page.locator("svg[data-plot] g title").textContent()).toBe("1 Jul: price change");
    expect(await page.locator("main [role=slider] ~ p.aloud, main p.aloud").first().textContent()).toContain(
      "Noted: 1 Jul: price change.",
    );
    expect(files("notes")).toEqual(["2026-07-01-price-change.yml"]);
    expect(readFileSync(path.join(watching.folder, "notes", "2026-07-01-price-change.yml"), "utf8")).toBe(
      "day: 2026-07-01\ntext: price change\n",
    );
    expect(await axeFindings(page)).toEqual([]);
    // At its line, not at the month's column: between June and July.
    const [line, june, july] = await Promise.all(
      [
        "svg[data-plot] g:has(> title) line",
        "svg[data-plot] text:text-is('Jun')",
        "svg[data-plot] text:text-is('Jul')",
      ].map(async (selector) => {
        const box = await page.locator(selector).first().boundingBox();
        return (box?.x ?? 0) + (box?.width ?? 0) / 2;
      }),
    );
    expect(line).toBeCloseTo(((june ?? 0) + (july ?? 0)) / 2, -0.5);
    await page.keyboard.press("t");
    await page.waitForSelector("main table");
    const row = page.locator("tbody tr", { hasText: "price change" });
    expect(await row.count()).toBe(1);
    expect(await row.locator("th").textContent()).toContain("July");
    expect(troubles).toEqual([]);
    await page.close();
  }, 60_000);

  test("a target is a line with its distance told, of the last period that has ended; set again, it is the same one", async () => {
    const { page, open, settled } = await watching.page();
    await open("/trend");
    const set = async (percent: string): Promise<void> => {
      await page.getByRole("button", { name: "Add a target" }).click();
      await page.getByLabel("Percent that should be active").fill(percent);
      await page.keyboard.press("Enter");
      await page.getByText(`Customer, target ${percent}%`).waitFor();
      await settled();
    };
    await set("80");
    await set("82.5");
    expect(files("targets")).toHaveLength(1);
    const item = (await page.locator("li", { hasText: "Customer, target 82.5%" }).textContent()) ?? "";
    const [, is = "", points = "", side = ""] = /October: ([\d.]+)%, ([\d.]+) pts (above|below)/.exec(item) ?? [];
    expect(Number(is) - 82.5).toBeCloseTo(side === "above" ? Number(points) : -Number(points), 6);
    expect(await page.locator("svg[data-plot] text", { hasText: "Customer target 82.5%" }).count()).toBe(1);
    await open("/trend?view=table");
    const october = page.locator("tbody tr", { hasText: "October" }).filter({ hasText: "Customer" }).first();
    expect(await october.textContent()).toContain(`${side === "above" ? "+" : "\u2212"}${points} pts`);
    // Meant for months: another kind of period has no line.
    await open("/trend?period=week");
    expect(await page.getByText("target 82.5%").count()).toBe(0);
    await open("/");
    expect(await page.locator("svg[data-plot] text", { hasText: "Customer target 82.5%" }).count()).toBe(1);
    await page.close();
  }, 60_000);

  test("what is removed can be put back; hidden, it is only out of sight", async () => {
    const { page, open, settled } = await watching.page();
    await open("/trend");
    await page.getByRole("button", { name: "Remove the note “price change”" }).press("Enter");
    await page.getByText("Removed.").waitFor();
    expect(files("notes")).toEqual([]);
    await page.getByRole("button", { name: "Put it back" }).click();
    await page.getByRole("heading", { name: "1 target and 1 note" }).waitFor();
    expect(files("notes")).toHaveLength(1);
    await page.getByRole("button", { name: "Hide them" }).click();
    await settled();
    expect(new URL(page.url()).search).toBe("?notes=off");
    expect(await page.locator("svg[data-plot] g title").count()).toBe(0);
    await page.close();
  }, 60_000);
});
