import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const root = path.dirname(path.dirname(import.meta.dirname));
const program = path.join(root, "dist", "cli", "main.js");
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
  /** Where the project is. */
  readonly folder: string;
  /** A page of a size and theme; what goes wrong on it is kept in `troubles`. */
  readonly page: (look?: Look) => Promise<WatchedPage>;
  /** Kills the server, as a machine that fails would. */
  readonly kill: () => Promise<void>;
  /** Starts the server again, at the same address. */
  readonly revive: () => Promise<void>;
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
  /** Waits until nothing is asked any more, and everything that was is shown. */
  readonly settled: () => Promise<void>;
}

/** Serves a demo company of its own, with further flags of `smac serve` if any, and opens a browser. */
export async function watch(...flags: readonly string[]): Promise<Watching> {
  const folder = mkdtempSync(path.join(tmpdir(), "smac-web-"));
  const project = path.join(folder, "demo");
  cpSync(await madeDemo(), project, { recursive: true });
  let server = serve(project, ["--port", "0", ...flags]);
  const [address, browser] = await Promise.all([addressOf(server), launched(path.join(folder, "profile"))]);
  await browser.addInitScript({ content: countsAsked });
  const ended = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill(signal);
    await gone;
  };
  return {
    address,
    folder: project,
    page: (look = {}) => watchedPage(browser, address, look),
    kill: () => ended("SIGKILL"),
    async revive() {
      server = serve(project, ["--port", new URL(address).port, ...flags]);
      await addressOf(server);
    },
    async close() {
      await browser.close();
      await ended("SIGTERM");
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function serve(project: string, flags: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, "serve", ...flags], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The folder of a demo company to be copied; built and made once for all test files, which take turns. */
async function madeDemo(): Promise<string> {
  const own = path.join(tmpdir(), `smac-web-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`);
  const [lock, kept] = [`${own}.lock`, `${own}.demo`];
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      // Left behind by a run that was killed.
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 300_000)
        rmSync(lock, { recursive: true, force: true });
      await sleep(100);
    }
  }
  try {
    for (const script of ["build.mjs", "build-web.mjs"])
      execFileSync(process.execPath, [path.join(root, "scripts", script)], { stdio: "ignore" });
    const build = String(statSync(program).mtimeMs);
    const mark = path.join(kept, "made-by");
    if (existsSync(mark) && readFileSync(mark, "utf8") === build) return path.join(kept, "demo");
    const fresh = mkdtempSync(path.join(tmpdir(), "smac-web-new-"));
    execFileSync(process.execPath, [program, "demo", "demo"], { cwd: fresh, stdio: "ignore" });
    writeFileSync(path.join(fresh, "made-by"), build);
    rmSync(kept, { recursive: true, force: true });
    renameSync(fresh, kept);
    return path.join(kept, "demo");
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

// In the page, before its own scripts: how many questions are not answered yet, and a promise that
// is kept once there is none, nothing says that it is busy, and that has been so for three frames.
const countsAsked = `(() => {
  let asked = 0;
  const send = window.fetch.bind(window);
  window.fetch = async (...given) => {
    asked += 1;
    const done = () => { asked -= 1; };
    try {
      const answer = await send(...given);
      answer.clone().text().then(done, done);
      return answer;
    } catch (error) {
      done();
      throw error;
    }
  };
  const frame = () => new Promise((next) => {
    requestAnimationFrame(() => setTimeout(next));
    setTimeout(next, 60);
  });
  window.settled = async () => {
    const until = performance.now() + 30000;
    await document.fonts.ready;
    for (let quiet = 0; quiet < 3;) {
      await frame();
      quiet = asked === 0 && document.querySelector("[aria-busy=true]") === null ? quiet + 1 : 0;
      if (performance.now() > until)
        throw new Error("after 30 s " + asked + " questions are open, and " + document.querySelectorAll("[aria-busy=true]").length + " parts are busy");
    }
  };
})()`;

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
  const settled = (): Promise<void> => page.evaluate("window.settled()");
  return {
    page,
    troubles,
    settled,
    async open(where) {
      await page.goto(`${address}${where}`, { waitUntil: "domcontentloaded" });
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

/**
 * What axe finds on a page: each rule with the elements that break it.
 * `colours`: only the rules that colours can break, where everything else was looked at in another theme.
 */
export async function axeFindings(page: Page, { colours = false } = {}): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>("window.axe !== undefined"))) await page.evaluate(axe);
  // Styles are read from the elements; nothing has to be fetched for them again.
  const options = {
    resultTypes: ["violations"],
    preload: false,
    ...(colours ? { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } } : {}),
  };
  return page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then((found) => found.violations.flatMap((each) => each.nodes.map((node) => each.id + " " + node.target.join(" ") + " " + (node.failureSummary ?? "").split("\\n").slice(1).join(" "))))`,
  );
}

/** By how many pixels a page can be scrolled sideways. */
export async function sideways(page: Page): Promise<number> {
  return page.evaluate("Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)");
}
