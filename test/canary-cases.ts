import { ChildProcess } from "node:child_process";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { troubles } from "./canary-front.ts";
import type { Came } from "./canary-front.ts";
import { mustHaveSaidNone, mustHoldNone, now, projectOf } from "./canary-project.ts";
import type { Project, Way } from "./canary-project.ts";
import { canarySystems } from "./canary-systems.ts";
import type { CanarySystem } from "./canary-systems.ts";
import { tracesIn } from "./canary-traces.ts";
import { runSmac } from "./run-smac.ts";

// Every secret of every system is a canary, and so is every token that is given out. Whatever
// is run, and whatever the service answers: none may be seen or kept.

const children: string[] = [];
const elsewhere = { url: "", heard: [] as IncomingMessage[] };
const other = createServer((request, response) => {
  elsewhere.heard.push(request);
  response.end("{}");
});

async function lookOut(): Promise<void> {
  // Retries come at once.
  vi.spyOn(Math, "random").mockReturnValue(0.000_001);
  const start = (ChildProcess.prototype as unknown as { spawn: (options: { args: string[] }) => unknown }).spawn;
  vi.spyOn(ChildProcess.prototype as unknown as { spawn: typeof start }, "spawn").mockImplementation(function (
    this: ChildProcess,
    options,
  ) {
    children.push(options.args.join(" "));
    return start.call(this, options);
  });
  await new Promise<void>((resolve) => void other.listen(0, "127.0.0.1", resolve));
  elsewhere.url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
}

function lookAway(): void {
  vi.restoreAllMocks();
  other.close();
}

/** What is run of every command; null: it has no part in connections. */
export const triedCommands: Readonly<Record<string, readonly string[] | null>> = {
  report: ["report --sql", "report --format json --engine-check", "report --output report.xlsx"],
  clusters: ["clusters --of-stage customer", "clusters --format json --rank engaged"],
  explain: ["explain --from 2026-09 --to 2026-10 --format json"],
  transitions: ["transitions --format json"],
  retention: ["retention --format json"],
  levels: ["levels"],
  stickiness: ["stickiness"],
  matrix: ["matrix --format json"],
  sql: ["sql"],
  presets: ["presets"],
  // It starts a system of its own.
  demo: null,
  init: ["init"],
  check: ["check", "check --json"],
  import: ["import"],
  source: ["source", "source show TYPE", "source show TYPE --yaml --name here"],
  connect: ["connect here --check"],
  sync: [
    "sync --dry-run",
    "sync --dry-run --json",
    "sync",
    "sync --json --full",
    "sync --source here --since 2026-11-01",
  ],
  status: ["status", "status --json"],
  ledger: ["ledger --format json"],
  merge: ["merge customer no-such neither"],
  delete: ["delete customer no-such"],
  restore: ["restore customer no-such"],
  // Below.
  serve: null,
  token: ["token", "token create reader", "token revoke reader"],
  completion: ["completion bash"],
  copy: ["copy --to clickhouse://reader@127.0.0.1:1/smac"],
};
const ways: readonly Way[] = ["the vault", "variables", "a file", "one variable"];
/** In the order in which they make sense. */
const first = ["connect", "sync"];

async function runEverything({ run, system }: Project): Promise<void> {
  const names = [...first, ...Object.keys(triedCommands).filter((name) => !first.includes(name))];
  for (const name of names) {
    for (const line of triedCommands[name] ?? []) await run(line.replace("TYPE", system.type).split(" "));
  }
  await run(["sync"], { tty: true });
}

function someOf({ streams }: CanarySystem): string {
  return `--stream ${streams.map((stream) => `here.${stream}`).join(" ")}`;
}

/** The way in which every command is tried. */
function wayOf(name: string): Way {
  return ways[Object.keys(canarySystems).indexOf(name)] ?? "variables";
}

/** Tries systems, by their names. */
export function tryForCanaries(names: readonly string[]): void {
  beforeAll(lookOut);
  afterAll(lookAway);
  for (const name of names) describe(name, () => void trySystem(name));
}

/** Milliseconds: on a machine with much else to do. */
const patience = 240_000;

function trySystem(name: string): void {
  let system: CanarySystem;
  beforeAll(async () => {
    system = await canarySystems[name]!();
  });
  afterAll(() => system.close());

  test(
    "in every command, when all goes well",
    async () => {
      const project = await projectOf(system, wayOf(name));
      await runEverything(project);
      const went = new Set(project.ran.filter(({ code }) => code === 0).map(({ args }) => args.split(" ")[0]));
      for (const command of ["connect", "sync", "status", "check", "report", "clusters", "explain"])
        expect(went).toContain(command);
      expect(children.flatMap((args) => tracesIn(args, system.further))).toEqual([]);
      // They were there to be found.
      expect(system.front.tokens.length + system.further.length).toBeGreaterThan(0);
      expect(tracesIn(JSON.stringify(system.front.calls))).not.toEqual([]);
      await mustHoldNone(project);
    },
    patience,
  );

  test.each(ways.filter((way) => way !== wayOf(name)))(
    "kept in %s, a sync and a look at the connection",
    async (way) => {
      const project = await projectOf(system, way);
      const codes = [];
      const some = someOf(system);
      for (const line of ["connect here --check", `sync --json ${some}`])
        codes.push((await project.run(line.split(" "))).code);
      expect(codes, project.ran.map(({ stderr }) => stderr).join("\n")).toEqual([0, 0]);
      await mustHoldNone(project);
    },
    patience,
  );

  test(
    "whatever the service answers",
    async () => {
      const some = someOf(system);
      const others = [`sync --json ${some}`, "connect here --check", "sync --dry-run"];
      const project = await projectOf(system, "variables");
      await project.run(`sync ${someOf(system)}`.split(" "));
      for (const [index, [name, trouble]] of Object.entries(troubles(elsewhere.url)).entries()) {
        // The sign-in answers so, too, or only what comes after it.
        const isSignIn = ({ body, address }: Came): boolean => /token$|CreateAPISession/.test(`${address}${body}`);
        for (const [n, line] of [
          `sync --full ${some}`,
          others[index % others.length] ?? "",
          "status --json",
        ].entries()) {
          const isAll = (index + n) % 2 === 0;
          system.front.trouble = (came) => (isAll || !isSignIn(came) ? trouble(came) : "right");
          const { code } = await project.run(line.split(" "));
          if (n === 0) expect(code, name).not.toBe(0);
        }
        // What is kept of troubles is what the status tells.
        mustHaveSaidNone(project);
      }
      system.front.trouble = null;
      const heard = elsewhere.heard.map(({ headers }) => JSON.stringify(headers));
      expect(heard.flatMap((text) => tracesIn(text, system.further))).toEqual([]);
      expect(children.flatMap((args) => tracesIn(args, system.further))).toEqual([]);
      expect((await project.run(`sync ${some}`.split(" "))).code).toBe(0);
      await mustHoldNone(project);
    },
    patience,
  );

  test(
    "when it is served",
    async () => {
      const project = await projectOf(system, "variables");
      await project.run(`sync ${someOf(system)}`.split(" "));
      const texts = await served(project);
      expect(texts.length).toBeGreaterThan(15);
      expect(texts.flatMap((text) => tracesIn(text, system.further))).toEqual([]);
      await mustHoldNone(project);
    },
    patience,
  );
}

/** What the server answers on all its addresses, around a sync that goes well and one that does not. */
async function served({ system, cwd, env, ran }: Project): Promise<string[]> {
  const end = new AbortController();
  const texts: string[] = [];
  let heard: (url: string) => void = () => undefined;
  const listening = new Promise<string>((resolve) => void (heard = resolve));
  const running = runSmac(["serve", "--port", "0"], {
    cwd,
    now,
    env,
    signal: end.signal,
    onStderr: (text) => void (/http:\/\/127[\d.:]+/.test(text) && heard(/http:\/\/127[\d.:]+/.exec(text)?.[0] ?? "")),
  });
  const url = await listening;
  const ask = async (address: string, init?: RequestInit): Promise<string> => {
    const text = await (await fetch(`${url}${address}`, init)).text();
    texts.push(text);
    return text;
  };
  const paths = Object.entries((JSON.parse(await ask("/api/openapi.json")) as { paths: object }).paths);
  const gets = paths.filter(([path, methods]) => "get" in methods && !path.includes("{")).map(([path]) => path);
  for (const trouble of [null, ...Object.values(troubles(elsewhere.url)).slice(0, 2)]) {
    system.front.trouble = trouble;
    const asked = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ streams: system.streams.map((stream) => `here.${stream}`) }),
    };
    const { id } = JSON.parse(await ask("/api/v1/syncs", asked)) as { id: string };
    await ask(`/api/v1/jobs/${id}/events`);
    await ask(`/api/v1/jobs/${id}`);
    for (const path of trouble === null ? gets : ["/api/v1/status", "/api/v1/sources", "/api/v1/jobs"]) await ask(path);
  }
  system.front.trouble = null;
  end.abort();
  ran.push({ ...(await running), args: "serve" });
  return texts;
}
