import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const root = path.dirname(path.dirname(import.meta.dirname));
const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ...["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map((name) =>
    path.join(process.env[name] ?? "-", "Google", "Chrome", "Application", "chrome.exe"),
  ),
];

/** A Chromium of this computer; null: there is none, and tests that need one are skipped. `SMAC_CHROMIUM` names another. */
export const browserPath: string | null =
  [process.env["SMAC_CHROMIUM"] ?? "", ...usual].find((each) => each !== "" && existsSync(each)) ?? null;

/** The demo company behind a real `smac serve`, and a browser that looks at it. */
export interface Watching {
  readonly address: string;
  /** A page of a size and theme; what goes wrong on it is kept in `troubles`. */
  readonly page: (look?: Look) => Promise<WatchedPage>;
  readonly close: () => Promise<void>;
}

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly theme?: "light" | "dark";
}

/** A page, and what went wrong on it: errors of the console and of scripts, and requests to elsewhere. */
export interface WatchedPage {
  readonly page: Page;
  readonly troubles: readonly string[];
  /** Goes to an address and waits until all of its questions are answered. */
  readonly open: (where: string) => Promise<void>;
  /** Waits until nothing is asked any more. */
  readonly settled: () => Promise<void>;
}

/** Makes the demo company, serves it and opens a browser. */
export async function watch(): Promise<Watching> {
  const folder = mkdtempSync(path.join(tmpdir(), "smac-web-"));
  await built();
  const program = path.join(root, "dist", "cli", "main.js");
  execFileSync(process.execPath, [program, "demo", "demo"], { cwd: folder, stdio: "ignore" });
  const server = spawn(process.execPath, [program, "serve", "--port", "0"], {
    cwd: path.join(folder, "demo"),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const address = await addressOf(server);
  const browser = await launched(path.join(folder, "profile"));
  return {
    address,
    page: (look = {}) => watchedPage(browser, address, look),
    async close() {
      await browser.close();
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Builds what is out of date; one test file at a time, since they build into the same folder. */
async function built(): Promise<void> {
  const lock = path.join(root, "node_modules", ".smac-web-build");
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      // Left behind by a run that was killed.
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 300_000)
        rmSync(lock, { recursive: true, force: true });
      await sleep(200);
    }
  }
  try {
    for (const script of ["build.mjs", "build-web.mjs"])
      execFileSync(process.execPath, [path.join(root, "scripts", script)], { stdio: "ignore" });
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function launched(profile: string): Promise<BrowserContext> {
  const args =
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
  return chromium.launchPersistentContext(profile, {
    ...(browserPath === null ? {} : { executablePath: browserPath }),
    headless: true,
    locale: "en-US",
    timezoneId: "America/New_York",
    args: [...args.split(" "), ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  });
}

async function watchedPage(
  browser: BrowserContext,
  address: string,
  { width = 1440, theme = "light" }: Look,
): Promise<WatchedPage> {
  const page = await browser.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith("data:"))
      troubles.push(`asked ${request.url()}`);
  });
  await page.setViewportSize({ width, height: width < 760 ? 844 : 1000 });
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  const settled = async (): Promise<void> => {
    await page.waitForLoadState("networkidle");
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  };
  return {
    page,
    troubles,
    settled,
    async open(where) {
      await page.goto(`${address}${where}`);
      await page.waitForSelector("h1");
      await settled();
    },
  };
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found !== null) resolve(found[0]);
    };
    server.stdout?.on("data", hear);
    server.stderr?.on("data", hear);
    server.once("exit", (code) => reject(new Error(`smac serve ended with ${code}: ${said}`)));
  });
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds on a page: each rule with the elements that break it. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(
    `axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations.flatMap((each) => each.nodes.map((node) => each.id + " " + node.target.join(" ") + " " + (node.failureSummary ?? "").split("\\n").slice(1).join(" "))))`,
  );
}

/** By how many pixels a page can be scrolled sideways. */
export async function sideways(page: Page): Promise<number> {
  return page.evaluate("Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)");
}
