import { once } from "node:events";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { inflateSync } from "node:zlib";
import { readXlsx } from "hucre/xlsx";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { axeFindings, browserPath, sideways, type WatchedPage, type Watching, watch } from "./browser.ts";

interface Kept {
  readonly title: string;
  readonly tiles: readonly {
    readonly id: string;
    readonly kind: string;
    readonly show?: string;
    readonly text?: string;
    readonly title?: string;
    readonly column: number;
    readonly row: number;
    readonly width: number;
    readonly height: number;
  }[];
}

describe.skipIf(browserPath === null)("dashboards", () => {
  let watching: Watching;
  let wiki: Site;
  let stranger: Site;
  beforeAll(async () => {
    [wiki, stranger] = await Promise.all([site(), site()]);
    watching = await watch("--allow-frame", wiki.origin);
  }, 180_000);
  afterAll(async () => {
    await watching.close();
    wiki.server.close();
    stranger.server.close();
  });

  const kept = (name: string): Kept =>
    parse(readFileSync(path.join(watching.folder, "dashboards", `${name}.yml`), "utf8")) as Kept;
  const placeOf = (name: string, id: string): readonly number[] => {
    const tile = kept(name).tiles.find((each) => each.id === id);
    return tile === undefined ? [] : [tile.column, tile.row, tile.width, tile.height];
  };
  const make = async ({ page, open, settled }: WatchedPage, title: string): Promise<void> => {
    await open("/dashboards");
    await page.getByRole("button", { name: "New dashboard" }).click();
    await page.getByLabel("Title").fill(title);
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByLabel("Title").waitFor();
    await settled();
  };
  const save = async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Edit", exact: true }).waitFor();
  };

  test("one is made, gets tiles, is arranged by mouse and by keyboard, and is a file of the project", async () => {
    const { page, troubles, settled, open } = await watching.page();
    await make({ page, troubles, settled, open }, "Monday review");
    expect(kept("monday-review").tiles.map(({ id }) => id)).toEqual(["active", "text", "trend", "why", "support"]);
    // A tile of each other kind.
    for (const [shows, id] of [
      ["lifecycle", "lifecycle"],
      ["cohorts", "cohorts"],
      ["flow", "flow"],
      ["levels", "levels"],
      ["products", "products"],
      ["table", "table"],
    ]) {
      await page.getByRole("button", { name: "Add a tile" }).click();
      await page.getByLabel("It shows").selectOption(shows ?? "");
      if (shows === "table") {
        await page.getByLabel("Split by").selectOption("region");
        await page.getByLabel("Only clusters with").selectOption(JSON.stringify(["region", "EMEA"]));
        await page.locator("form").getByLabel("Title", { exact: true }).fill("By region");
      }
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.locator(`[data-cell="${id}"] h2`).waitFor();
    }
    await settled();
    // By mouse: the number goes two columns to the right, and the trend, now in its way, down.
    const handle = page.locator('[data-cell="active"]').getByRole("button", { name: /^Move/ });
    await drag(page, handle, { x: 2 * (await columnOf(page)), y: 0 });
    await page.locator("[data-said]", { hasText: "Kept: Clusters active: row 1, column 3 of 12" }).waitFor();
    // The corner makes it two columns and a row larger.
    const corner = page.locator('[data-cell="active"] > span[aria-hidden]');
    await drag(page, corner, { x: 2 * (await columnOf(page)), y: 60 });
    await page.locator("[data-said]", { hasText: "Kept" }).waitFor();
    // A drag that Escape ends changes nothing.
    await drag(page, handle, { x: 0, y: 300 }, "Escape");
    await page.locator("[data-said]", { hasText: "Put back" }).waitFor();
    // By keyboard: said at each step, back with Escape, kept with Enter, the focus stays.
    const grip = page.locator('[data-cell="text"]').getByRole("button", { name: /^Move/ });
    await grip.focus();
    const said = page.locator("[data-said]");
    await page.keyboard.press("ArrowRight");
    expect(await said.textContent()).toMatch(/What to look at: row \d+, column 2 of 12/);
    await page.keyboard.press("Shift+ArrowRight");
    expect(await said.textContent()).toMatch(/What to look at: 5 of 12 columns wide, 4 rows high/);
    await page.keyboard.press("Escape");
    expect(await said.textContent()).toMatch(/Put back: What to look at: row \d+, column 1 of 12/);
    for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft", "Enter"]) await page.keyboard.press(key);
    expect(await said.textContent()).toMatch(/Kept: What to look at: row \d+, column 2 of 12/);
    expect(await grip.evaluate((one) => one.matches(":focus"))).toBe(true);
    await save(page);
    expect(placeOf("monday-review", "active")).toEqual([3, 1, 6, 5]);
    expect(placeOf("monday-review", "text")[0]).toBe(2);
    expect(kept("monday-review").tiles.find(({ id }) => id === "table")).toMatchObject({
      kind: "table",
      title: "By region",
      show: "/trend?by=region&filter=region:EMEA",
    });
    const tiles = kept("monday-review").tiles;
    for (const one of tiles) for (const other of tiles) if (one !== other) expect(overlap(one, other)).toBe(false);
    await settled();
    expect(await page.locator("section[data-tile]").count()).toBe(11);
    expect(troubles).toEqual([]);
    await page.close();
  }, 120_000);

  test("it can be read: numbers open their lists, axe finds nothing, wide and narrow, light and dark", async () => {
    const { page, troubles, open, settled } = await watching.page();
    await open("/dashboards/monday-review");
    const number = page.locator('[data-tile="active"] a[data-count]').first();
    const count = Number(await number.getAttribute("data-count"));
    await number.click();
    await page.waitForSelector(`#list-title[data-list-count="${count}"]`);
    expect(new URL(page.url()).searchParams.get("open")).toBe("active");
    await page.goBack();
    await page.waitForSelector("#list-title", { state: "detached" });
    // Its most used product opens as many as it says; a row of the matrix is a cluster.
    const users = page.locator('[data-tile="products"] a[data-count]').first();
    const used = Number(await users.getAttribute("data-count"));
    await users.click();
    await page.waitForSelector(`#list-title[data-list-count="${used}"]`);
    await page.goBack();
    await page.waitForSelector("#list-title", { state: "detached" });
    expect(await page.locator('[data-tile="levels"] svg, [data-tile="flow"] svg').count()).toBeGreaterThan(1);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const theme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme: theme });
        await settled();
        expect(await axeFindings(page, { colours: theme === "dark" }), `${width} ${theme}`).toEqual([]);
      }
      expect(await sideways(page), String(width)).toBe(0);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await open("/dashboards/monday-review?edit=1");
    expect(await axeFindings(page)).toEqual([]);
    await open("/dashboards");
    expect(await axeFindings(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await page.close();
  }, 120_000);

  test("two windows: the second save is refused, and nothing of either is lost", async () => {
    const [one, two] = await Promise.all([watching.page(), watching.page()]);
    await make(one, "Shared by two");
    await two.open("/dashboards/shared-by-two?edit=1");
    await one.page.getByLabel("Title").fill("Of the first");
    await two.page.getByLabel("Title").fill("Of the second");
    await save(one.page);
    await two.page.getByRole("button", { name: "Save", exact: true }).click();
    await two.page.getByRole("alert").getByText("changed in another window").waitFor();
    expect(kept("shared-by-two").title).toBe("Of the first");
    // One way out: mine becomes a file of its own.
    await two.page.getByRole("button", { name: "Keep mine as a copy" }).click();
    await two.page.getByRole("heading", { name: "Of the second (copy)" }).waitFor();
    expect([kept("shared-by-two").title, kept("of-the-second-copy").title]).toEqual([
      "Of the first",
      "Of the second (copy)",
    ]);
    // The other: theirs is loaded.
    await two.open("/dashboards/shared-by-two?edit=1");
    await two.page.getByLabel("Title").fill("Of the second again");
    const file = path.join(watching.folder, "dashboards", "shared-by-two.yml");
    writeFileSync(file, readFileSync(file, "utf8").replace("Of the first", "By hand"));
    await two.page.getByRole("button", { name: "Save", exact: true }).click();
    await two.page.getByRole("button", { name: "Load theirs" }).click();
    await expect.poll(() => two.page.getByLabel("Title").inputValue()).toBe("By hand");
    expect(kept("shared-by-two").title).toBe("By hand");
    // The browser says that the answer was 412; nothing else was wrong.
    expect(two.troubles.filter((each) => !each.includes("412"))).toEqual([]);
    expect(one.troubles).toEqual([]);
    await one.page.close();
    await two.page.close();
  }, 60_000);

  test("what is not saved outlives a reload and the end of the server", async () => {
    const { page, open, settled } = await watching.page();
    await make({ page, open, settled, troubles: [] }, "Half done");
    await page.getByLabel("Title").fill("Half done, and more");
    await page.reload();
    await expect.poll(() => page.getByLabel("Title").inputValue()).toBe("Half done, and more");
    await watching.kill();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The server does not answer").first().waitFor();
    await watching.revive();
    await save(page);
    expect(kept("half-done").title).toBe("Half done, and more");
    await page.close();
  }, 60_000);

  test("a link shows the tiles through itself alone; run out and taken back it says so", async () => {
    const { page, open, settled, troubles } = await watching.page();
    await open("/dashboards/monday-review");
    const shown = await page.locator('[data-tile="active"] a[data-count]').first().textContent();
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await page.getByLabel("The link holds for").selectOption("7");
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = await page.getByLabel("The link", { exact: true }).inputValue();
    const guest = await watching.page();
    const asked: string[] = [];
    guest.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await guest.open(new URL(link).pathname);
    expect(asked.filter((each) => each.startsWith("/api/") && !each.startsWith("/api/v1/shared/"))).toEqual([]);
    expect(await guest.page.locator("section[data-tile]").count()).toBe(11);
    expect(await guest.page.getByRole("alert").count()).toBe(0);
    expect(await guest.page.locator('[data-tile="active"]').textContent()).toContain(shown);
    expect(await guest.page.locator("a[data-count], button").count()).toBe(0);
    expect(await axeFindings(guest.page)).toEqual([]);
    await guest.page.setViewportSize({ width: 390, height: 844 });
    await guest.settled();
    expect(await sideways(guest.page)).toBe(0);
    expect(guest.troubles).toEqual([]);
    // Its time is over.
    const file = path.join(watching.folder, ".smac", "shares.json");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, before.replaceAll(/"expiresAt": \d+/g, '"expiresAt": 1'));
    await guest.page.reload();
    await guest.page.getByRole("heading", { name: "This link has run out" }).waitFor();
    writeFileSync(file, before);
    // It is taken back.
    await page.getByRole("button", { name: "Take back" }).first().click();
    await page.getByRole("button", { name: "Take back" }).first().waitFor({ state: "detached" });
    await guest.page.reload();
    await guest.page.getByRole("heading", { name: "This link shows nothing" }).waitFor();
    await guest.page.goto(`${watching.address}/embed/nonsense`);
    await guest.page.getByRole("heading", { name: "This link shows nothing" }).waitFor();
    await settled();
    expect(troubles).toEqual([]);
    await guest.page.close();
    await page.close();
  }, 60_000);

  test("a tile stands inside the pages of a site that may show it, and of no other", async () => {
    const { page, open } = await watching.page();
    await open("/dashboards/monday-review");
    await page.locator('[data-tile="trend"]').getByRole("button", { name: /^More/ }).click();
    await page.getByRole("button", { name: "Share or embed" }).click();
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = await page.getByLabel("The link", { exact: true }).inputValue();
    expect(await page.getByLabel("To show it inside another site").inputValue()).toContain(`<iframe src="${link}"`);
    await page.goto(`${wiki.origin}/?${encodeURIComponent(link)}`);
    const frame = page.frameLocator("iframe");
    await frame.locator("section[data-tile] svg[data-plot]").waitFor();
    expect(await frame.locator("section[data-tile]").count()).toBe(1);
    await page.goto(`${stranger.origin}/?${encodeURIComponent(link)}`);
    await page.waitForLoadState("networkidle");
    expect(await frame.locator("section[data-tile]").count()).toBe(0);
    // The other pages stand in no frame, not even of that site.
    await page.goto(`${wiki.origin}/?${encodeURIComponent(`${watching.address}/dashboards/monday-review`)}`);
    await page.waitForLoadState("networkidle");
    expect(await frame.getByText("Monday review").count()).toBe(0);
    await page.close();
  }, 60_000);

  test("it is saved as real files of their kinds: pictures in the light colours, a PDF with its texts, numbers", async () => {
    const { page, open, troubles } = await watching.page({ theme: "dark" });
    await open("/dashboards/monday-review");
    const saved = async (what: string): Promise<{ readonly name: string; readonly bytes: Buffer }> => {
      await page.getByRole("button", { name: "Save", exact: true }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("dialog", { name: "Save" }).getByRole("button", { name: what }).click(),
      ]);
      return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    };
    const png = await saved("PNG");
    expect([png.name, png.bytes.toString("latin1", 1, 4)]).toEqual(["Monday-review.png", "PNG"]);
    expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(2000);
    const svg = (await saved("SVG")).bytes.toString();
    expect(svg.startsWith("<svg xmlns=")).toBe(true);
    expect(svg).toContain(">Monday review</text>");
    expect(svg).toContain(`fill="rgb(255,255,255)"`);
    expect(svg).not.toMatch(/https?:\/\/(?!www\.w3\.org)|<script|var\(--/);
    const pdf = await saved("PDF");
    expect(pdf.bytes.toString("latin1", 0, 8)).toBe("%PDF-1.7");
    const words = pdfText(pdf.bytes);
    for (const each of ["Monday review", "Clusters active", "What to look at", "Saved on"])
      expect(words).toContain(each);
    expect(words).toMatch(/Data up to \d+ \w+/);
    expect(words).toMatch(/stage-rate, version 1/);
    const csv = (await saved("CSV")).bytes.toString();
    expect(csv.startsWith("table,")).toBe(true);
    expect(csv).toContain("\nBy region,");
    expect(csv).not.toMatch(/(?:^|[\n,])"?[=+@]/);
    const book = await readXlsx(new Uint8Array((await saved("Excel")).bytes));
    expect(book.sheets.map(({ name }) => name)).toContain("By region");
    expect(book.sheets).toHaveLength(11);
    const heads = book.sheets.flatMap(({ rows }) => rows.slice(0, 6)).map((row) => row.join());
    for (const each of ["from,to,moves", "level,days_from,days_to", "rank,cluster,name,owner,product"])
      expect(
        heads.filter((head) => head.includes(each)),
        each,
      ).toHaveLength(1);
    // A picture is drawn from itself.
    expect(troubles.filter((each) => !each.startsWith(`asked blob:${watching.address}`))).toEqual([]);
    await page.close();
  }, 60_000);

  test("what is looked at among the clusters is kept as a segment, chosen, changed and deleted", async () => {
    const { page, open, settled, troubles } = await watching.page();
    await open("/clusters?rank=support&filter=region:EMEA&stage=customer&at=2026-10");
    const title = await page.locator("h1").textContent();
    await page.getByRole("button", { name: "Segment" }).click();
    await page.getByRole("button", { name: "Keep this as a segment" }).click();
    await page.getByLabel("Title").fill("EMEA, quiet");
    await page.getByRole("button", { name: "Keep", exact: true }).click();
    await page.getByRole("button", { name: "Segment EMEA, quiet" }).waitFor();
    const file = path.join(watching.folder, "segments", "emea-quiet.yml");
    expect(parse(readFileSync(file, "utf8"))).toMatchObject({
      title: "EMEA, quiet",
      filter: ["region:EMEA"],
      stage: ["customer"],
      support: true,
    });
    // A link that only names it shows the same.
    await open("/clusters?segment=emea-quiet&at=2026-10");
    await expect.poll(() => page.locator("h1").textContent()).toBe(title);
    expect(await axeFindings(page)).toEqual([]);
    // Something else is chosen, and kept in it under another title.
    await page.getByRole("link", { name: /^All/ }).first().click();
    await settled();
    await page.getByRole("button", { name: "Segment EMEA, quiet, changed" }).click();
    await page.getByRole("button", { name: "Rename, or keep the changes" }).click();
    await page.getByLabel("Title").fill("EMEA");
    await page.getByRole("button", { name: "Keep", exact: true }).click();
    await page.getByRole("button", { name: "Segment EMEA", exact: true }).waitFor();
    const changed = parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    expect([changed["title"], changed["support"]]).toEqual(["EMEA", undefined]);
    await page.getByRole("button", { name: "Segment EMEA", exact: true }).click();
    await page.getByRole("button", { name: "Delete EMEA" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Segment", exact: true }).waitFor();
    expect(existsSync(file)).toBe(false);
    expect(troubles).toEqual([]);
    await page.close();
  }, 60_000);

  test("a figure of a page becomes a tile; a file that is none is told with its line", async () => {
    const { page, open, settled, troubles } = await watching.page();
    await open("/trend?definition=active-share&period=week&filter=region:EMEA&view=table");
    await page.getByRole("button", { name: "Save" }).first().click();
    await page.getByRole("button", { name: "Add to a dashboard" }).click();
    await page.getByRole("combobox", { name: "Dashboard" }).selectOption({ label: "A new one" });
    await page.getByLabel("Its title").fill("EMEA");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("link", { name: "Open it" }).click();
    await page.getByRole("heading", { name: "EMEA", exact: true }).waitFor();
    await settled();
    expect(kept("emea").tiles).toMatchObject([
      { kind: "table", show: "/trend?definition=active-share&period=week&filter=region:EMEA" },
    ]);
    expect(await page.locator("section[data-tile] tbody tr").count()).toBeGreaterThan(5);
    writeFileSync(
      path.join(watching.folder, "dashboards", "odd.yml"),
      "title: Odd\ntiles:\n  - id: a\n    kind: figure\n    shwo: /trend\n    column: 1\n    row: 1\n    width: 4\n    height: 4\n",
    );
    await open("/dashboards");
    await page.getByText("dashboards/odd.yml:5:5").waitFor();
    expect(troubles).toEqual([]);
    // Rename and delete.
    const row = page.getByRole("row", { name: "EMEA" });
    await row.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("Title").fill("Europe");
    await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
    await page.getByRole("link", { name: "Europe" }).waitFor();
    expect(kept("emea").title).toBe("Europe");
    await page.getByRole("row", { name: "Europe" }).getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("link", { name: "Europe" }).waitFor({ state: "detached" });
    expect(existsSync(path.join(watching.folder, "dashboards", "emea.yml"))).toBe(false);
    expect(readdirSync(path.join(watching.folder, "dashboards")).filter((each) => !each.endsWith(".yml"))).toEqual([]);
    await page.close();
  }, 60_000);
});

/** The texts of a PDF file in the order they are drawn, read through the meaning that its fonts give their letters. */
function pdfText(bytes: Buffer): string {
  const text = bytes.toString("latin1");
  const objects = new Map(
    [...text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, number = "", body = ""]) => [number, body]),
  );
  const streamOf = (body: string): string => {
    const found = /stream\n([\s\S]*)\nendstream/.exec(body)?.[1];
    return found === undefined ? "" : inflateSync(Buffer.from(found, "latin1")).toString("latin1");
  };
  const meaningOf = (font: string): ReadonlyMap<string, string> => {
    const cmap = streamOf(objects.get(/\/ToUnicode (\d+)/.exec(objects.get(font) ?? "")?.[1] ?? "") ?? "");
    return new Map(
      [...cmap.matchAll(/<(\w{4})> <(\w+)>/g)].map(([, glyph = "", code = ""]) => [
        glyph,
        String.fromCodePoint(Number.parseInt(code, 16)),
      ]),
    );
  };
  const fonts = new Map(
    [...objects.values()]
      .filter((body) => body.startsWith("<< /Font <<"))
      .flatMap((body) => [...body.matchAll(/\/(F\d+) (\d+) 0 R/g)])
      .map(([, name = "", number = ""]) => [name, meaningOf(number)]),
  );
  const pages = [...objects.values()].filter((body) => body.includes("/Type /Page "));
  return pages
    .map((page) => streamOf(objects.get(/\/Contents (\d+)/.exec(page)?.[1] ?? "") ?? ""))
    .flatMap((content) => [...content.matchAll(/BT \/(F\d+) [^<]*<(\w+)> Tj ET/g)])
    .map(([, font = "", codes = ""]) =>
      (codes.match(/\w{4}/g) ?? []).map((glyph) => fonts.get(font)?.get(glyph) ?? "?").join(""),
    )
    .join("\n");
}

type Box = Pick<Kept["tiles"][number], "column" | "row" | "width" | "height">;

function overlap(a: Box, b: Box): boolean {
  const apart =
    a.column + a.width <= b.column ||
    b.column + b.width <= a.column ||
    a.row + a.height <= b.row ||
    b.row + b.height <= a.row;
  return !apart;
}

/** A column of the grid with the gap after it, in pixels. */
async function columnOf(page: Page): Promise<number> {
  const grid = "document.querySelector('[data-tiles]')";
  return page.evaluate<number>(`(${grid}.clientWidth + Number.parseFloat(getComputedStyle(${grid}).columnGap)) / 12`);
}

async function drag(
  page: Page,
  what: Locator,
  by: { readonly x: number; readonly y: number },
  end: "drop" | "Escape" = "drop",
): Promise<void> {
  await what.scrollIntoViewIfNeeded();
  const box = await what.boundingBox();
  if (box === null) throw new Error("it cannot be seen");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by.x / 2, y + by.y / 2);
  await page.mouse.move(x + by.x, y + by.y);
  if (end === "Escape") await page.keyboard.press("Escape");
  await page.mouse.up();
}

interface Site {
  readonly origin: string;
  readonly server: Server;
}

/** A site elsewhere, whose page has a frame with the address after its question mark. */
async function site(): Promise<Site> {
  const server = createServer((request, response) => {
    const link = decodeURIComponent((request.url ?? "").slice(2));
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>Wiki</title><iframe src="${link}" width="900" height="500"></iframe>`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
