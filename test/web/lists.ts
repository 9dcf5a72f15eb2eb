import { expect } from "vitest";
import type { WatchedPage } from "./browser.ts";

/** A number that opens a list: how many it says, where it leads, and which kind of list that is. */
interface Told {
  readonly count: number;
  readonly href: string;
  readonly kind: string;
}

/** What the list behind a number says of itself: its title's count, and how many lines it has. */
interface Opened {
  readonly href: string;
  readonly title: number;
  readonly lines: number;
}

/** How long the lists are that were opened so far, by what they list: several pages have the same numbers. */
const heard = new Map<string, Opened>();

/**
 * Expects of the numbers on a page that each is as long as its list: of one of each kind with the mouse,
 * of the others by following their links in the page, each list once.
 *
 * @param most of a table of hundreds, about so many of them, spread over all
 * @returns how many were compared
 */
export async function expectListLengths(watched: WatchedPage, most = 12): Promise<number> {
  const { page, settled } = watched;
  const numbers = await numbersOn(watched);
  const every = Math.max(1, Math.ceil(numbers.length / most));
  const [oneOfEach, others] = divided(numbers, every);
  const chosen = [...oneOfEach, ...others];
  const opened: Opened[] = others.flatMap(({ href }) => {
    const known = heard.get(listOf(href));
    return known === undefined ? [] : [{ ...known, href }];
  });
  for (const { href } of oneOfEach) {
    await page.locator(selectorOf(href)).first().click();
    await page.waitForSelector("#list-title[data-list-count]");
    await settled();
    opened.push({ href, ...(await openLengths(page)) });
    await page.keyboard.press("Escape");
    await page.waitForSelector("#list-title", { state: "detached" });
  }
  const unheard = others.filter(({ href }) => !heard.has(listOf(href)));
  opened.push(...(await page.evaluate<readonly Opened[]>(`(${followed})(${JSON.stringify(unheard)})`)));
  for (const each of opened) heard.set(listOf(each.href), each);
  const said = chosen.map(({ href, count }) => ({ href, title: count, lines: count }));
  const inOrder = (all: readonly Opened[]): readonly Opened[] => all.toSorted((a, b) => (a.href < b.href ? -1 : 1));
  expect(inOrder(opened)).toEqual(inOrder(said));
  return chosen.length;
}

async function numbersOn({ page }: WatchedPage): Promise<readonly Told[]> {
  const links = await page.locator("main a[data-count]").evaluateAll((all) =>
    all.map((link) => ({
      count: Number(link.getAttribute("data-count")),
      href: link.getAttribute("href") ?? "",
    })),
  );
  const numbers = links.map((each) => ({ ...each, kind: kindOf(each.href) }));
  const distinct = [...new Map(numbers.map((each) => [each.href, each])).values()];
  // Two numbers that open one list are one number.
  for (const { href, count } of numbers) expect(distinct.find((each) => each.href === href)?.count, href).toBe(count);
  return distinct;
}

/** Which keys the cell of a list has, and which figure it is of: lists alike in both are asked for alike. */
function kindOf(href: string): string {
  const cell = new URL(href, "http://localhost").searchParams.get("list") ?? "";
  return cell
    .split(";")
    .map((pair) => (pair.startsWith("figure:") ? pair : pair.slice(0, pair.indexOf(":"))))
    .join(" ");
}

/** What is listed, whichever page it is opened from and however its figure is drawn. */
function listOf(href: string): string {
  const { searchParams: asked } = new URL(href, "http://localhost");
  for (const name of ["view", "measure", "mark", "part", "sort", "closed"]) asked.delete(name);
  // A plain list names its period.
  if (!asked.get("list")?.startsWith("figure:")) asked.delete("at");
  return asked.toString();
}

/** How many clusters the open list has, by its title and by its lines. */
export function openLengths(page: WatchedPage["page"]): Promise<Omit<Opened, "href">> {
  return page.evaluate<Omit<Opened, "href">>(`(${lengths})()`);
}

/** One number of each kind, and of the others every so many. */
function divided(numbers: readonly Told[], every: number): readonly [readonly Told[], readonly Told[]] {
  const oneOfEach = new Set(new Map(numbers.toReversed().map((each) => [each.kind, each])).values());
  return [[...oneOfEach], numbers.filter((each) => !oneOfEach.has(each)).filter((_, index) => index % every === 0)];
}

function selectorOf(href: string): string {
  return `main a[data-count][href="${href.replaceAll('"', '\\"')}"]`;
}

// A list that goes on does not know its length: who scrolls to its end is told the rest.
const lengths = `async () => {
  const size = () => Number(document.querySelector("aside [role=listitem]")?.getAttribute("aria-setsize") ?? 0);
  for (const end = performance.now() + 15000; size() < 0 && performance.now() < end; ) {
    const list = document.querySelector("aside [role=list]");
    list.scrollTop = list.scrollHeight;
    await new Promise((next) => setTimeout(next, 10));
  }
  return { title: Number(document.getElementById("list-title").getAttribute("data-list-count")), lines: size() };
}`;

const followed = `async (numbers) => {
  const opened = [];
  const title = () => document.getElementById("list-title");
  const until = async (href, isSo) => {
    for (const end = performance.now() + 15000; !isSo(); ) {
      if (performance.now() > end) throw new Error("the list of " + href + " does not come or go");
      await new Promise((next) => setTimeout(next, 5));
    }
  };
  for (const { href } of numbers) {
    [...document.querySelectorAll("main a[data-count]")].find((link) => link.getAttribute("href") === href)
      .dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
    await until(href, () => title()?.hasAttribute("data-list-count") && document.querySelector("aside [aria-busy=true]") === null
      && (title().getAttribute("data-list-count") === "0" || document.querySelector("aside [role=listitem]") !== null));
    opened.push({ href, ...(await (${lengths})()) });
    title().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    await until(href, () => title() === null);
  }
  return opened;
}`;
