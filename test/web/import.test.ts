import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoSettings } from "../../src/demo/options.ts";
import { type AjeraStandIn, standIn } from "../../src/stand-ins/ajera/stand-in.ts";
import { standInOrganization, zohoBooksStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import { axeFindings, browserPath, sideways, type WatchedPage, type Watching, watch } from "./browser.ts";

// One project from its first day on: nothing, the demo company, files of one's own, a connected system.
describe.skipIf(browserPath === null)("a project that begins on the page", () => {
  let folder: string;
  let watching: Watching;
  let ajera: AjeraStandIn;
  let one: WatchedPage;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "smac-nothing-"));
    watching = await watch("--project", folder, "--upload-limit", "8MB");
    ajera = await standIn({ settings: demoSettings({ customers: 200, months: 8 }) });
    one = await watching.page();
  }, 180_000);
  afterAll(async () => {
    await ajera.close();
    await watching.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const files = (): readonly string[] => readdirSync(folder).filter((name) => name !== ".smac");
  const project = (): string => readFileSync(path.join(folder, "smac.yml"), "utf8");
  const both = [
    [390, "dark"],
    [1440, "light"],
  ] as const;
  const wide = [[1440, "light"]] as const;
  const seen = async (what: string, looks: readonly (readonly [number, "dark" | "light"])[] = wide): Promise<void> => {
    const { page, settled, troubles } = one;
    for (const [width, theme] of looks) {
      await page.setViewportSize({ width, height: 1000 });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await settled();
      expect(await axeFindings(page), `${what} ${width} ${theme}`).toEqual([]);
      expect(await sideways(page), `${what} ${width}`).toBe(0);
    }
    expect(troubles, what).toEqual([]);
  };
  const passphraseAsked = async (): Promise<void> => {
    const { page, open } = one;
    await open("/sources/office");
    await page.getByRole("button", { name: "Sync", exact: true }).or(page.getByLabel("Sync office")).first().click();
    await job(/no stream could be read/).waitFor({ timeout: 30_000 });
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Check the connection" }).click();
    await page.getByLabel(/^Passphrase of this project/).fill("nobody guesses it");
    await page.getByRole("button", { name: "Open them and try again" }).click();
    await page.getByRole("heading", { name: "The connection works" }).waitFor({ timeout: 30_000 });
    const conflicts = one.troubles.filter((text) => !/status of 409/.test(text));
    expect(conflicts).toEqual([]);
  };
  const job = (words: RegExp) => one.page.getByRole("region", { name: "Progress" }).getByText(words);

  test("with nothing it welcomes; the demo company comes by one click, and not at all where it is cancelled", async () => {
    const { page, open, settled } = one;
    await open("/");
    expect(await page.locator("h1").textContent()).toBe("Who is active, stage by stage");
    expect(files()).toEqual([]);
    await seen("welcome", both);
    await page.getByRole("button", { name: "Fill the project with it" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await job(/cancelled after/).waitFor();
    expect(files()).toEqual([]);
    await settled();
    await page.getByRole("button", { name: "Fill the project with it" }).click();
    await page.getByRole("heading", { level: 1, name: /of .* clusters|active/ }).waitFor({ timeout: 30_000 });
    await page.locator("main a[data-count]").first().waitFor({ timeout: 30_000 });
    expect(files().toSorted()).toEqual(["accounts.csv", "events.csv", "memberships.csv", "smac.yml", "stages.csv"]);
  }, 90_000);

  test("a file is dropped, its guess corrected, its bad rows left out; cancelled, nothing changes; then it counts", async () => {
    const { page, open, settled } = one;
    await open("/import");
    await seen("import");
    const lines = Array.from(
      { length: 150_000 },
      (_, n) => `a${n % 300},2026-0${1 + (n % 9)}-1${n % 10} 09:14:00,u${n % 4000},${n % 3}`,
    );
    const text = ["account_id,at,user_id,score", ...lines, "a1,2026-02-31 09:00:00,u1,1"].join("\n");
    await page.evaluate(`(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([${JSON.stringify(text)}], "Sign-ins ☂.csv"));
      document.querySelector("[class*=zone]").dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer }));
    })()`);
    await page.waitForURL(/\/import\/[\w-]{16}/);
    await page.getByRole("heading", { name: "What its rows are" }).waitFor({ timeout: 30_000 });
    await settled();
    expect(await page.locator("h1").textContent()).toBe("Sign-ins ☂.csv: 150,001 rows");
    expect(await page.getByText("1 row cannot be read").isVisible()).toBe(true);
    const start = page.getByRole("button", { name: /^Import/ });
    expect(await start.isDisabled()).toBe(true);
    await page.getByLabel("Leave them out and import the rest").check();
    await settled();
    expect(await start.textContent()).toBe("Import 150,000 rows");
    await page.getByLabel("user_id is used as").selectOption("");
    await settled();
    await page.getByText("no column says").waitFor({ state: "detached" });
    expect(await page.getByRole("columnheader", { name: /^user_id/ }).count()).toBe(0);
    await page.getByLabel("account_id is used as").selectOption("");
    await page.getByText("No column says whose activity it is").waitFor();
    expect(await start.isDisabled()).toBe(true);
    await page.getByLabel("account_id is used as").selectOption("cluster");
    await page.getByText("No column says whose activity it is").waitFor({ state: "detached" });
    await page.getByLabel("user_id is used as").selectOption("member");
    await page.getByLabel("Name of the source in smac.yml").fill("logins");
    await page.keyboard.press("Enter");
    await settled();
    await seen("mapping", both);
    const before = project();
    await start.click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await job(/cancelled after/).waitFor({ timeout: 30_000 });
    expect(await job(/the project is as it was before/i).count()).toBe(1);
    expect([project(), existsSync(path.join(folder, "imports"))]).toEqual([before, false]);
    await settled();
    await start.click();
    await page.getByRole("heading", { name: "Sign-ins ☂.csv is imported" }).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Close" }).click();
    await seen("done");
    expect(project()).toContain(
      "logins: { from: logins, at: at, member: user_id, clusters: { customer: account_id } }",
    );
    expect(readdirSync(path.join(folder, "imports"))).toEqual(["sign-ins.csv"]);
    await page.getByRole("link", { name: "See the numbers" }).click();
    await page.locator("main a[data-count]").first().waitFor({ timeout: 30_000 });
    await open("/sources");
    expect(await page.getByRole("row", { name: /^logins/ }).textContent()).toContain("150,000");
  }, 120_000);

  test("what cannot be imported is told where it is chosen, by the keyboard too", async () => {
    const { page, open, settled } = one;
    await open("/import");
    const input = page.locator("input[type=file]");
    await input.focus();
    expect(await input.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    const choose = (name: string, bytes: Buffer) => input.setInputFiles({ name, mimeType: "text/csv", buffer: bytes });
    await choose("large.csv", Buffer.alloc(9 * 2 ** 20, "a"));
    await page.getByText(/at most 8.MB can be sent/).waitFor();
    await choose("empty.csv", Buffer.alloc(0));
    await page.getByText("The file is empty.").waitFor();
    await choose("report.csv", Buffer.from("%PDF-1.7 not a table"));
    await page.getByRole("heading", { name: "The file cannot be imported" }).waitFor();
    await settled();
    const bad = one.troubles.filter((text) => !/the server responded with a status of 4/i.test(text));
    expect(bad).toEqual([]);
    await page.getByRole("button", { name: "Remove it and choose another" }).click();
    await page.getByRole("heading", { level: 1, name: "Import a file" }).waitFor();
    await open("/import/AAAAAAAAAAAAAAAA");
    await page.getByText("There is no such file here any more").waitFor();
    await one.page.close();
    one = await watching.page();
  }, 60_000);

  test("a system is connected by a form that forgets its secrets, read stream by stream, and stopped", async () => {
    const { page, open, settled } = one;
    await open("/connect");
    await seen("connect");
    await page.getByRole("link", { name: /Ajera/ }).click();
    await settled();
    await page.getByLabel("Its name in smac.yml").fill("office");
    const { url, username, password } = ajera.credentials;
    await page.getByLabel("API address (Copy API URL)").fill(url);
    await page.getByLabel("API user").fill(username);
    await page.getByLabel("Password").fill("wrong");
    await page.getByLabel("Passphrase, where there is no keychain").fill("nobody guesses it");
    await page.getByText(/more settings/).click();
    await page.getByLabel(/calls/i).first().fill("20");
    await seen("connect form", both);
    await page.getByRole("button", { name: "Try it and keep it" }).click();
    await page.getByText("Nothing was kept.").waitFor({ timeout: 20_000 });
    expect(project()).not.toContain("office");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Try it and keep it" }).click();
    await page.getByRole("heading", { name: /“office” is connected to/ }).waitFor({ timeout: 60_000 });
    await seen("connected");
    expect(project()).toContain("office:");
    const kept = [project(), readFileSync(path.join(folder, ".smac", "audit.jsonl"), "utf8"), await page.content()];
    kept.push(await page.evaluate("JSON.stringify([localStorage, sessionStorage, location.href])"));
    for (const text of kept) expect(text).not.toContain(password);
    await page.getByRole("button", { name: "Read it now" }).click();
    await page.waitForURL(/\/syncs\//);
    await page.getByRole("heading", { name: "Each stream" }).waitFor({ timeout: 30_000 });
    await seen("sync", both);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("heading", { level: 1, name: "Sync was cancelled" }).waitFor({ timeout: 30_000 });
    // A server that was started anew does not know the passphrase.
    await watching.kill();
    await watching.revive();
    await one.page.close();
    one = await watching.page();
    await passphraseAsked();
  }, 150_000);

  test("consent is given in another tab, and the page goes on by itself; cancelled, the answers are still there", async () => {
    const company = demoSettings({ customers: 200, months: 8 });
    const zoho = await zohoBooksStandIn({ company, now: () => Date.now() * 1000, perMinute: null });
    const { page, open } = one;
    try {
      await open("/connect/zoho-books");
      await page.getByLabel("Its name in smac.yml").fill("books");
      await page
        .getByLabel("The way")
        .selectOption({ label: "Consent in the browser, with a server-based application of the Zoho API console" });
      await page.getByText(/more settings/).click();
      await page.getByPlaceholder("organization").fill(standInOrganization);
      await page.getByPlaceholder("calls_per_minute").fill("100000");
      await page.getByPlaceholder("api_root").fill(zoho.apiRoot);
      await page.getByPlaceholder("accounts_root").fill(zoho.accountsRoot);
      await page.getByLabel("Client ID").fill(zoho.credentials.client_id);
      await page.getByLabel("Client secret").fill(zoho.credentials.client_secret);
      await page.getByLabel("Passphrase, where there is no keychain").fill("nobody guesses it");
      await page.getByRole("button", { name: "Ask for consent" }).click();
      await page.getByRole("link", { name: "Give consent at Zoho Books" }).waitFor();
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByText("the consent was cancelled").waitFor();
      expect(project()).not.toContain("books:");
      await page.getByRole("button", { name: "Ask for consent" }).click();
      const link = page.getByRole("link", { name: "Give consent at Zoho Books" });
      await link.waitFor();
      expect(await axeFindings(page)).toEqual([]);
      const [tab] = await Promise.all([page.waitForEvent("popup"), link.click()]);
      await tab.getByText("You can close this page").waitFor();
      await tab.close();
      await page.bringToFront();
      await page.getByRole("heading", { name: /“books” is connected to/ }).waitFor({ timeout: 30_000 });
      expect(project()).toContain("books:");
      const kept = [project(), readFileSync(path.join(folder, ".smac", "audit.jsonl"), "utf8"), await page.content()];
      for (const text of kept) expect(text).not.toContain(zoho.credentials.client_secret);
    } finally {
      await zoho.close();
    }
  }, 90_000);
});
