import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { demoSettings } from "../src/demo/options.ts";
import { standInOrganization, zohoBooksStandIn } from "../src/stand-ins/zoho-books/server.ts";
import type { ZohoStandIn } from "../src/stand-ins/zoho-books/server.ts";
import { runSmac } from "./run-smac.ts";
import type { Ran } from "./run-smac.ts";

// `smac connect` against a Zoho Books of this machine, as a person would use it.

const now = "2026-11-16T00:30:00Z";
const env = { SMAC_PASSPHRASE: "a passphrase that nobody guesses" };
let cwd: string;
let zoho: ZohoStandIn;

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "smac-connect-"));
  const company = demoSettings({ customers: 200, months: 8 });
  zoho = await zohoBooksStandIn({ company, now: () => Date.parse(now) * 1000, perMinute: null });
  writeFileSync(join(cwd, "secret.txt"), `${zoho.credentials.client_secret}\n`);
  writeFileSync(join(cwd, "refresh.txt"), zoho.credentials.refresh_token);
});
afterEach(async () => {
  await zoho.close();
  rmSync(cwd, { recursive: true, force: true });
});

function flags(way: string): string[] {
  return [
    ["--type", "zoho-books"],
    ["--way", way],
    ["--set", `api_root=${zoho.apiRoot}`],
    ["--set", `accounts_root=${zoho.accountsRoot}`],
    ["--set", `organization=${standInOrganization}`],
    ["--set", "calls_per_minute=100000"],
    ["--set", `client_id=${zoho.credentials.client_id}`],
    ["--secret", "client_secret=secret.txt"],
  ].flat();
}
const smac = (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runSmac(args, { cwd, now, env: { ...env, ...more } });

/** Everything that was written anywhere in the project's folder, and everything that was said. */
function everything(ran: readonly Ran[]): string {
  const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.endsWith(".txt"),
  );
  const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
  return [...texts, ...ran.flatMap(({ stdout, stderr }) => [stdout, stderr])].join("\n");
}

describe("with flags alone", () => {
  test("it is tried, kept encrypted, checked, synced, and forgotten", async () => {
    const made = await smac(["connect", "books", ...flags("refresh-token"), "--secret", "refresh_token=refresh.txt"]);
    expect(made.stderr).toContain("“books” is connected to Zoho Books; next: smac sync, then smac report");
    expect(made.code).toBe(0);
    expect(made.stdout).toContain("✓ sign-in");
    const yaml = readFileSync(join(cwd, "smac.yml"), "utf8");
    expect(yaml).toContain("timezone: Europe/Berlin\nsources:\n  books:\n    type: zoho-books\n");
    expect(yaml).toContain(`organization: "${standInOrganization}"`);
    // What was not said stays unsaid, so that a better default of a later version counts.
    expect(yaml).not.toContain("look_back_days");
    expect(readFileSync(join(cwd, ".smac", ".gitignore"), "utf8")).toBe("*\n");

    const looked = await smac(["connect", "books", "--check"]);
    expect([looked.code, looked.stderr]).toEqual([0, ""]);
    const synced = await smac(["sync", "--stream", "books.contacts"]);
    expect([synced.code, synced.stderr.includes("error")]).toEqual([0, false]);
    const status = await smac(["status"]);
    expect(status.stdout).toContain("contacts");

    const { client_secret, refresh_token } = zoho.credentials;
    const all = everything([made, looked, synced, status]);
    for (const secret of [client_secret, refresh_token, env.SMAC_PASSPHRASE]) expect(all).not.toContain(secret);

    const gone = await smac(["connect", "books", "--forget"]);
    expect(gone.stderr).toContain("the secrets of “books” are forgotten");
    const after = await smac(["sync"]);
    expect(after.code).not.toBe(0);
    expect(after.stderr).toContain("there are no credentials for “books”");
    expect(after.stderr).toContain("run smac connect books");
  });

  test("a code of a Self Client becomes what is kept", async () => {
    const code = zoho.desk.newCode(["ZohoBooks.settings.READ", "ZohoBooks.contacts.READ"]);
    writeFileSync(join(cwd, "code.txt"), code);
    const made = await smac(["connect", "books", ...flags("self-client"), "--secret", "code=code.txt"]);
    expect(made.code).toBe(0);
    expect(made.stdout).toContain("✓ permission contacts");
    expect(made.stdout).toContain("✗ permission invoices");
    expect(made.stderr).toMatch(/is connected to Zoho Books, without .*invoices/);
    expect(readFileSync(join(cwd, ".smac", "secrets.json"), "utf8")).not.toContain(code);
  });

  test("connecting again forgets the tokens of the sign-in before", async () => {
    const names = (): string[] =>
      Object.keys(
        (JSON.parse(readFileSync(join(cwd, ".smac", "secrets.json"), "utf8")) as { entries: object }).entries,
      );
    const args = ["connect", "books", ...flags("refresh-token"), "--secret", "refresh_token=refresh.txt"];
    await smac(args);
    await smac(["connect", "books", "--check"]);
    expect(names().filter((name) => name.startsWith("tokens/books/")).length).toBe(1);
    expect((await smac(args)).code).toBe(0);
    expect(names()).toEqual(["credentials/books"]);
  });

  test("credentials in the environment need no passphrase, whatever else is kept", async () => {
    await smac(["connect", "books", ...flags("refresh-token"), "--secret", "refresh_token=refresh.txt"]);
    const { client_id, client_secret, refresh_token } = zoho.credentials;
    const variables = {
      SMAC_BOOKS_CLIENT_ID: client_id,
      SMAC_BOOKS_CLIENT_SECRET: client_secret,
      SMAC_BOOKS_REFRESH_TOKEN: refresh_token,
    };
    const ran = await runSmac(["connect", "books", "--check"], { cwd, now, env: variables });
    expect([ran.stderr, ran.code]).toEqual(["", 0]);
  });

  test("where smac.yml says that the sign-in is elsewhere, or names another system, nothing is kept", async () => {
    const args = ["connect", "books", ...flags("refresh-token"), "--secret", "refresh_token=refresh.txt"];
    for (const [entry, code] of [
      ["type: zoho-books, organization: '1', credentials: \"${env:BOOKS}\"", "USAGE_OTHER_CREDENTIALS"],
      ["type: zoho-books, organization: '1', credentials: \"${store:other}\"", "USAGE_OTHER_CREDENTIALS"],
      ["type: ajera", "USAGE_OTHER_SYSTEM"],
    ] as const) {
      const yaml = `sources:\n  books: { ${entry} }\n`;
      writeFileSync(join(cwd, "smac.yml"), yaml);
      const ran = await smac(args);
      expect([ran.code === 0, ran.stderr.includes(`[${code}]`)], ran.stderr).toEqual([false, true]);
      expect(readFileSync(join(cwd, "smac.yml"), "utf8")).toBe(yaml);
      expect(existsSync(join(cwd, ".smac", "secrets.json"))).toBe(false);
    }
    writeFileSync(join(cwd, "smac.yml"), `sources:\n  books: { type: zoho-books, credentials: "\${store:books}" }\n`);
    expect((await smac(args)).code).toBe(0);
  });

  test("a system's name may be written in capitals", async () => {
    const args = flags("refresh-token").map((flag) => (flag === "zoho-books" ? "Zoho-Books" : flag));
    const ran = await smac(["connect", "books", ...args, "--secret", "refresh_token=refresh.txt"]);
    expect([ran.code, readFileSync(join(cwd, "smac.yml"), "utf8")]).toEqual([
      0,
      expect.stringContaining("type: zoho-books"),
    ]);
    const yaml = readFileSync(join(cwd, "smac.yml"), "utf8").replace("type: zoho-books", "type: Zoho-Books");
    writeFileSync(join(cwd, "smac.yml"), yaml);
    const checked = await smac(["connect", "books", "--check"]);
    expect([checked.code, checked.stderr]).toEqual([0, ""]);
  });

  test("other connections, comments and their order stay in smac.yml", async () => {
    const before = "# ours\ntimezone: America/New_York\nsources:\n  events: { files: events.csv } # the app\n";
    writeFileSync(join(cwd, "smac.yml"), before);
    await smac(["connect", "books", ...flags("refresh-token"), "--secret", "refresh_token=refresh.txt"]);
    const yaml = readFileSync(join(cwd, "smac.yml"), "utf8");
    expect(yaml.startsWith(before)).toBe(true);
    // The organisation's days are those of another zone than the project's.
    expect(yaml).toContain("timezone: Europe/Berlin");
  });
});

describe("what goes wrong keeps nothing", () => {
  const kept = (): readonly string[] => readdirSync(cwd).filter((name) => !name.endsWith(".txt"));

  test("a wrong secret", async () => {
    writeFileSync(join(cwd, "secret.txt"), "canary-secret");
    const ran = await smac(["connect", "books", ...flags("refresh-token"), "--secret", "refresh_token=refresh.txt"]);
    expect([ran.code === 0, kept()]).toEqual([false, []]);
    expect(ran.stderr).toContain("“books” is not connected; nothing was kept");
    expect(ran.stderr + ran.stdout).not.toContain("canary");
  });

  test("a code that is used up", async () => {
    writeFileSync(join(cwd, "code.txt"), "1000.used.canary");
    const ran = await smac(["connect", "books", ...flags("self-client"), "--secret", "code=code.txt"]);
    expect([ran.code === 0, kept()]).toEqual([false, []]);
    expect(ran.stderr).toContain("SOURCE_SIGN_IN");
    expect(ran.stderr).not.toContain("canary");
  });

  test.each([
    [["connect", "books"], "the system is needed, and nobody is here to ask", "--type"],
    [["connect", "books", "--type", "zoho"], "there is no system “zoho” to connect to", "zoho-books"],
    [["connect", "books", "--type", "zoho-books"], "Client ID is needed", "--set client_id=…"],
    [
      ["connect", "books", "--type", "zoho-books", "--set", "client_id=a"],
      "Client secret is needed",
      "--secret client_secret=FILE",
    ],
    [
      ["connect", "books", "--type", "zoho-books", "--set", "client_id=a", "--set", "client_secret=canary"],
      "“client_secret” is a secret: other people on this computer can see command lines",
      "--secret client_secret=FILE",
    ],
    [
      ["connect", "books", "--type", "zoho-books", "--way", "self-client", "--set", "refresh_token=canary"],
      "“refresh_token” is a secret: other people on this computer can see command lines",
      "--secret refresh_token=FILE",
    ],
    [
      ["connect", "books", "--type", "zoho-books", "--set", "regoin=eu"],
      "Zoho Books has no setting “regoin”",
      "region",
    ],
    [
      ["connect", "firm", "--type", "ajera", "--set", "username=a", "--secret", "address=secret.txt"],
      "nothing called “address” is asked for to sign in",
      "--secret: url, password",
    ],
    [["connect", "books"], "the system is needed", "--type TYPE (zoho-books, ajera, certinia"],
    [
      ["connect", "books", "--type", "zoho-books", "--set", "region=de"],
      "setting “region” must be com, eu",
      "not “de”",
    ],
    [
      ["connect", "books", "--type", "zoho-books", "--set", "look_back_days=soon"],
      "setting “look_back_days” must be a number, not a text",
      "look_back_days",
    ],
    [
      ["connect", "books", "--type", "zoho-books", "--set", "client_di=a"],
      "Zoho Books has no setting “client_di”",
      "did you mean “client_id”?",
    ],
    [
      ["connect", "firm", "--type", "ajera", "--secret", "pasword=secret.txt"],
      "nothing called “pasword” is asked for",
      "did you mean “password”?",
    ],
    [["connect", "books", "--type", "zoho-books", "--way", "browsr"], "no way to sign in called “browsr”", "browser"],
    [["connect", "books", "--check"], "smac.yml has no connection “books”", "smac connect books sets one up"],
    [["connect", "my books", "--type", "zoho-books"], "“my books” is no name for a connection", "for example my-books"],
    [["connect", "__proto__", "--type", "zoho-books"], "“__proto__” is no name for a connection", "letters"],
    [["connect", "--check"], "which connection?", "smac connect books --check"],
  ])("%j", async (args, message, hint) => {
    const ran = await smac(args);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).toContain(hint);
    expect(ran.stderr).not.toContain("canary");
    expect(kept()).toEqual([]);
  });

  test.each([[["--type", "zoho"]], [["--type", "zoho-books", "--way", "refresh"]]])(
    "%j lists what there is once",
    async (args) => {
      const ran = await smac(["connect", "books", ...args]);
      expect(ran.stderr.split("there are:").length).toBe(2);
    },
  );

  test("no passphrase, and nobody to ask for one", async () => {
    const args = ["connect", "books", ...flags("refresh-token"), "--secret", "refresh_token=refresh.txt"];
    const ran = await runSmac(args, { cwd, now, env: {} });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("SMAC_PASSPHRASE");
    expect(kept().filter((name) => name === "smac.yml")).toEqual([]);
  });
});

test("consent in the browser comes back to a port of this machine", async () => {
  let show: (address: string) => void = () => undefined;
  const shown = new Promise<string>((resolve) => {
    show = resolve;
  });
  const running = runSmac(["connect", "books", ...flags("browser"), "--port", "0"], {
    cwd,
    now,
    env,
    onStderr: (text) => {
      const address = /http:\S+\/oauth\/v2\/auth\S+/.exec(text)?.[0];
      if (address !== undefined) show(address);
    },
  });
  // What a browser does: open the address, and go where it leads.
  const consent = await fetch(await shown, { redirect: "manual" });
  const callback = consent.headers.get("location") ?? "";
  expect(new URL(callback).hostname).toBe("localhost");
  const stolen = await fetch(callback.replace(/state=[^&]*/, "state=stolen"));
  expect(stolen.status).toBe(404);
  const page = await fetch(callback);
  expect(await page.text()).toContain("You can close this page");
  const made = await running;
  expect(made.stderr).toContain("“books” is connected to Zoho Books");
  expect(made.code).toBe(0);
  expect(everything([made])).not.toContain(new URL(callback).searchParams.get("code"));
});
