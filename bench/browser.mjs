import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import { buildWeb, firstPageBytes } from "../scripts/prepare.mjs";
import { demoProject, servedWithBare, storeProject } from "./browser-world.mjs";
import { median } from "./measure.mjs";

/** What people wait for, at most, in milliseconds. */
const goals = { paint: 1000, interaction: 100 };
/** For how long a page is waited for that is not done, and how long one kind of input is measured, in milliseconds. */
const patience = { page: 8000, input: 20_000, most: 60_000 };
const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * The page in a real browser: how long until something is painted, and from an input until the new numbers are;
 * beside an empty page of the same server, and beside the answer to the same question alone.
 */
export function browserBenches({ activeDays }) {
  return [
    {
      name: "browser-demo",
      group: "browser",
      run: (setting) => run(setting, { what: "the demo company", project: demoProject(setting) }),
    },
    {
      name: "browser-store",
      group: "browser",
      run: (setting) =>
        run(setting, {
          what: `${activeDays.toLocaleString("en-US")} active days of 200,000 clusters`,
          project: storeProject({ ...setting, activeDays }),
        }),
    },
  ];
}

async function run({ dist, folder, rounds }, { what, project }) {
  const title = `The page in a browser: ${what}`;
  const executablePath = [process.env.SMAC_CHROMIUM ?? "", ...usual].find((each) => each !== "" && existsSync(each));
  if (executablePath === undefined) return { title, rows: [], notes: ["There is no Chromium to measure with"] };
  if (!buildWeb()) throw new Error("the page could not be built");
  const began = loadavg()[0];
  const server = await servedWithBare({ dist, folder, project: await project });
  const profile = mkdtempSync(path.join(folder, "profile-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    locale: "en-US",
    viewport: { width: 1440, height: 1000 },
    reducedMotion: "reduce",
    args: ["--disable-gpu", "--no-first-run", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  });
  await browser.addInitScript({ content: watching });
  try {
    const visits = await opened(browser, server.address, Math.max(rounds, 5));
    const moves = [];
    for (const move of interactions) {
      const late = (error) => {
        if (error.name === "TimeoutError") return { name: move.name, rows: [] };
        throw error;
      };
      moves.push(await moved(browser, server.address, { move, rounds }).catch(late));
    }
    return {
      title,
      rows: [...visits.rows, ...moves.flatMap((each) => each.rows)],
      notes: [
        `JavaScript of the first page: ${Math.round(firstPageBytes() / 1000)} kB, packed`,
        `the very first opening after the start: headline after ${visits.first > 0 ? visits.first : `more than ${patience.page}`} ms`,
        ...(visits.rows.some(({ name }) => name.endsWith("all of it"))
          ? []
          : [`the overview is not all there after ${patience.page / 1000} s`]),
        goalNote(visits.rows[1], moves),
        `load at the beginning ${began.toFixed(1)}, at the end ${loadavg()[0].toFixed(1)}`,
      ],
    };
  } finally {
    await browser.close();
    await server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Opens an empty page and the overview in turn, each time without anything kept from before. */
async function opened(browser, address, rounds) {
  const found = { "an empty page, painted": [], "overview, first paint": [], "overview, largest paint": [] };
  found["overview, its headline"] = [];
  found["overview, all of it"] = [];
  let first = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const bare = await visited(browser, `${address}/bare.html`);
    const page = await visited(browser, `${address}/`, "settled");
    if (round === 0) {
      first = page.headline;
      continue;
    }
    const values = [bare.paint, page.paint, page.largest, page.headline, page.whole];
    for (const [index, times] of Object.values(found).entries()) if (values[index] > 0) times.push(values[index]);
  }
  const limit = median(found["an empty page, painted"]);
  const measured = Object.entries(found).filter(([, times]) => times.length > 0);
  return { first, rows: measured.map(([name, times]) => row(name, times, limit)) };
}

async function visited(browser, address, until) {
  const page = await browser.newPage();
  const session = await browser.newCDPSession(page);
  await session.send("Network.clearBrowserCache");
  await page.goto(address, { waitUntil: "load" });
  if (until !== undefined) await page.evaluate("window.settled()");
  const times = await page.evaluate("window.painted()");
  await page.close();
  return times;
}

/** One kind of input and the question it asks, in turn: so many times, each with another value. */
async function moved(browser, address, { move, rounds }) {
  const page = await browser.newPage();
  const asked = [];
  page.on("request", (request) => {
    if (request.url().includes(move.asks)) asked.push(request.url());
  });
  page.setDefaultTimeout(patience.most);
  await page.goto(`${address}${move.at}`);
  await page.waitForSelector("h1");
  await page.evaluate("window.settled()");
  const [input, questions] = [[], []];
  const times = move.most ?? Math.max(rounds, 5) + 1;
  for (let round = 0; round < times; round += 1) {
    await move.before?.(page, round);
    asked.length = 0;
    await page.evaluate(`void (window.timing = window.timed(${JSON.stringify(move.on)}, ${move.sees(round)}))`);
    await move.does(page, round);
    const ms = await page.evaluate("window.timing");
    // It is asked after all that the page asks besides.
    if (ms === null) break;
    await page.evaluate("window.settled()");
    if (round === 0 && ms < patience.input) continue;
    input.push(ms);
    if (asked[0] !== undefined) questions.push(asked[0]);
    // What takes long is not measured often.
    if (input.reduce((sum, each) => sum + each, 0) > patience.input) break;
  }
  await page.close();
  const query = [];
  for (const question of questions) query.push(await alone(question));
  if (input.length === 0) return { name: move.name, rows: [] };
  const limit = query.length === 0 ? undefined : median(query);
  return {
    name: move.name,
    rows: [
      row(move.name, input, limit),
      ...(limit === undefined ? [] : [row(`${move.name}: its question alone`, query, limit)]),
    ],
  };
}

/** How long the answer to a question takes where nothing else is asked. */
async function alone(question) {
  for (;;) {
    const began = performance.now();
    // What is usual, said aloud, is another question: nothing is kept of its answer.
    const answer = await fetch(`${question}&range=expand`, { headers: { accept: "application/json" } });
    JSON.parse(await answer.text());
    if (answer.ok) return performance.now() - began;
    // What the page asked last is still being stopped.
    if (answer.status !== 503) throw new Error(`${question}: ${answer.status}`);
    await sleep(1000);
  }
}

/** Another number in another row each round. */
const numberOf = (page, round, first) => page.locator("main td a[data-count]").nth(first + round * 8);
const listIsThere = `() => document.querySelector("#list-title[data-list-count]") !== null && document.querySelector("aside [role=listitem]") !== null`;

async function closeList(page) {
  await page.keyboard.press("Escape");
  await page.waitForSelector("#list-title", { state: "detached" });
}

/** Columns that every project has, in whose order the table is not yet. */
const heads = ["Last", "Stage", "Status", "Owner", "Members"];
/** The head of another column each round: an order that was there is not asked for again. */
const headOf = (page, round) => page.getByRole("columnheader", { name: heads[round] }).getByRole("button").first();
const keepOrder = (page) => page.evaluate("window.order = location.search");
const orderIsThere = `() => location.search !== window.order && !window.busy() && document.querySelector("[data-row='0'] a") !== null`;

const interactions = [
  {
    name: "another period on the overview, to its headline",
    at: "/",
    asks: "/api/v1/report?",
    on: "keydown",
    before: (page) => page.evaluate("window.headline = document.querySelector('h1').textContent"),
    does: (page) => page.keyboard.press("["),
    sees: () => `() => document.querySelector("h1")?.textContent !== window.headline && !window.dimmed("h1")`,
  },
  {
    name: "any other window, typed, to the line",
    at: "/trend?period=trailing:32d",
    asks: "/api/v1/report?",
    on: "keydown",
    async before(page, round) {
      const field = page.getByLabel("Days of the window, as a number", { exact: true });
      await field.fill(String(45 + 7 * round));
    },
    does: (page) => page.keyboard.press("Enter"),
    sees: (round) => `() => document.querySelector("h1")?.textContent.includes(" ${45 + 7 * round} days") === true`,
  },
  {
    name: "the same, a key after the other as people type (120 ms), from Enter",
    at: "/trend?period=trailing:32d",
    asks: "/api/v1/nothing-is-asked",
    on: "keydown",
    async before(page, round) {
      const field = page.getByLabel("Days of the window, as a number", { exact: true });
      await field.fill("");
      await field.pressSequentially(String(200 + 7 * round), { delay: 120 });
      await sleep(120);
    },
    does: (page) => page.keyboard.press("Enter"),
    sees: (round) => `() => document.querySelector("h1")?.textContent.includes(" ${200 + 7 * round} days") === true`,
  },
  {
    name: "one more day on the slider, asked ahead",
    at: "/trend?period=trailing:32d",
    asks: "/api/v1/nothing-is-asked",
    on: "keydown",
    before: (page) => page.getByLabel("Days of the window", { exact: true }).focus(),
    does: (page) => page.keyboard.press("ArrowRight"),
    sees: (round) => `() => document.querySelector("h1")?.textContent.includes(" ${33 + round} days") === true`,
  },
  {
    name: "to the next mark of the slider, asked ahead",
    at: "/trend?period=trailing:14d",
    asks: "/api/v1/nothing-is-asked",
    on: "keydown",
    async before(page) {
      await page.getByLabel("Days of the window", { exact: true }).focus();
      await page.evaluate("new Promise((next) => setTimeout(next, 600)).then(() => window.settled())");
    },
    does: (page, round) => page.keyboard.press(round % 2 === 0 ? "PageUp" : "PageDown"),
    sees: (round) =>
      `() => document.querySelector("h1")?.textContent.includes(" ${round % 2 === 0 ? 28 : 14} days") === true`,
  },
  {
    name: "the list behind a number, to its first lines",
    at: "/trend?view=table",
    asks: "/api/v1/clusters?",
    on: "click",
    before: closeList,
    does: (page, round) => numberOf(page, round, 0).click(),
    sees: () => listIsThere,
  },
  {
    name: "the same, pressed as long as people press a button (80 ms), from its release",
    at: "/trend?view=table",
    asks: "/api/v1/nothing-is-asked",
    on: "click",
    before: closeList,
    does: (page, round) => numberOf(page, round, 2).click({ delay: 80 }),
    sees: () => listIsThere,
  },
  {
    name: "the same, where the pointer rested on the number for a third of a second",
    at: "/trend?view=table",
    asks: "/api/v1/nothing-is-asked",
    on: "click",
    async before(page, round) {
      await closeList(page);
      await numberOf(page, round, 4).hover();
      await sleep(330);
    },
    does: (page, round) => numberOf(page, round, 4).click(),
    sees: () => listIsThere,
  },
  {
    name: "the table of clusters in another order, pressed and released at once, to its rows",
    at: "/clusters",
    asks: "/api/v1/table?",
    on: "click",
    most: heads.length,
    before: keepOrder,
    does: (page, round) => headOf(page, round).click(),
    sees: () => orderIsThere,
  },
  {
    name: "the active ones in another order, pressed as long as people press a button (80 ms), from its release",
    at: "/clusters?status=active",
    asks: "/api/v1/nothing-is-asked",
    on: "click",
    most: heads.length,
    before: keepOrder,
    does: (page, round) => headOf(page, round).click({ delay: 80 }),
    sees: () => orderIsThere,
  },
  {
    name: "the inactive ones in another order, where the pointer rested on the head for a third of a second",
    at: "/clusters?status=inactive",
    asks: "/api/v1/nothing-is-asked",
    on: "click",
    most: heads.length,
    async before(page, round) {
      await page.mouse.move(0, 0);
      await keepOrder(page);
      await headOf(page, round).hover();
      await sleep(330);
    },
    does: (page, round) => headOf(page, round).click(),
    sees: () => orderIsThere,
  },
];

function row(name, times, limit) {
  return {
    name,
    ms: Math.round(median(times)),
    least: Math.round(Math.min(...times)),
    ...(limit === undefined ? {} : { toLimit: Math.round((median(times) / limit) * 100) / 100 }),
  };
}

function goalNote(paint, moves) {
  const slow = moves.filter(({ rows }) => rows.length === 0 || rows[0].ms > goals.interaction);
  const told = slow.map(({ name, rows }) => `${name} (${rows[0]?.ms ?? `more than ${patience.most}`} ms)`).join("; ");
  return `goals: first paint ${paint.ms} of ${goals.paint} ms; over ${goals.interaction} ms: ${told === "" ? "nothing" : told}`;
}

// In the page, before its own scripts. An input is timed from the event's own stamp to the frame after which
// what it changes is on the screen; nothing waits for the one who drives the browser.
const watching = `(() => {
  let open = 0;
  const send = window.fetch.bind(window);
  // An answer is open until the page has read it; reading it once more here would take the page's time.
  window.fetch = async (...given) => {
    open += 1;
    let isOpen = true;
    const close = () => { if (isOpen) open -= 1; isOpen = false; };
    const answer = await send(...given).catch((error) => { close(); throw error; });
    for (const name of ["text", "json", "blob", "arrayBuffer"]) {
      const read = answer[name].bind(answer);
      answer[name] = () => read().finally(close);
    }
    return answer;
  };
  const times = { paint: 0, largest: 0, headline: 0, whole: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") times.paint = entry.startTime;
  }).observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) times.largest = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  const painted = (act) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => act(performance.now());
    channel.port2.postMessage(0);
  };
  const look = () => {
    if (/\\d/.test(document.querySelector("h1")?.textContent ?? "")) painted((now) => { times.headline = now; });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  window.busy = () => document.querySelector("main [aria-busy=true]") !== null;
  window.dimmed = (selector) => document.querySelector(selector)?.closest("[data-dim]") != null;
  window.settled = async () => {
    const until = performance.now() + ${patience.page};
    let whole = performance.now();
    for (let quiet = 0; quiet < 5;) {
      if (performance.now() > until) return;
      await new Promise(requestAnimationFrame);
      if (open > 0 || document.querySelector("[aria-busy=true]") !== null) { quiet = 0; whole = performance.now(); }
      else quiet += 1;
    }
    times.whole ||= whole;
  };
  window.painted = async () => {
    while (times.paint === 0) await new Promise((next) => setTimeout(next, 10));
    return Object.fromEntries(Object.entries(times).map(([name, time]) => [name, Math.round(time)]));
  };
  window.timed = (kind, isSeen) => new Promise((resolve) => {
    setTimeout(() => resolve(null), ${patience.most});
    addEventListener(kind, (event) => {
      const look = () => {
        if (isSeen()) painted((now) => resolve(now - event.timeStamp));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  });
})()`;
