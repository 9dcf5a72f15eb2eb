import { expect } from "vitest";
import { axeFindings, sideways, type Watching } from "./browser.ts";
import { expectListLengths } from "./lists.ts";

const widths = [1440, 760, 390];

/** What is looked at of a page beside what holds for all of them. */
export interface Looked {
  /** Whether it must have numbers that open lists. Those it has are compared with their lists in any case. */
  readonly lists?: boolean;
}

/**
 * Expects what holds for every page, of one that is opened once: one heading, no errors, nothing asked elsewhere,
 * nothing that axe finds and no sideways scroll, wide and narrow, light and dark; and every number as long as its list.
 */
export async function expectWhole(watching: Watching, where: string, { lists = true }: Looked = {}): Promise<void> {
  const { page, troubles, open, settled } = await watching.page();
  await open(where);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const theme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await settled();
      // A theme is colours alone.
      expect(await axeFindings(page, { colours: theme === "dark" }), `${width} ${theme}`).toEqual([]);
    }
    expect(await page.locator("h1").count(), String(width)).toBe(1);
    expect(await sideways(page), String(width)).toBe(0);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await settled();
  const told = await expectListLengths({ page, troubles, open, settled });
  if (lists) expect(told).toBeGreaterThan(0);
  expect(troubles, where).toEqual([]);
  await page.close();
}
