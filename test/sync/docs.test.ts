import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoSettings } from "../../src/demo/options.ts";
import { standInOrganization, zohoBooksStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import type { ZohoStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import { docBlocks, docCommands, outputDifference } from "../doc-blocks.ts";
import { runSmac } from "../run-smac.ts";

// docs/sync.md, command by command, against a stand-in for the service.

const page = readFileSync(join(import.meta.dirname, "../../docs/sync.md"), "utf8");
const commands = docBlocks(page)
  .filter(({ language }) => language === "console")
  .flatMap(docCommands);
const now = "2026-11-22T12:00:00Z";
const cwd = mkdtempSync(join(tmpdir(), "smac-sync-docs-"));
let zoho: ZohoStandIn;

beforeAll(async () => {
  const company = demoSettings({ customers: 200, months: 10 });
  zoho = await zohoBooksStandIn({ company, now: () => Date.parse(now) * 1000, perMinute: null });
  writeFileSync(
    join(cwd, "smac.yml"),
    `timezone: Europe/Berlin
sources:
  books:
    type: zoho-books
    organization: "${standInOrganization}"
    api_root: ${zoho.apiRoot}
    accounts_root: ${zoho.accountsRoot}
    calls_per_minute: 100000
    credentials: \${env:BOOKS}
`,
  );
});
afterAll(async () => {
  await zoho.close();
  rmSync(cwd, { recursive: true, force: true });
});

test("docs/sync.md: every command prints what the page says", async () => {
  expect(commands.length).toBeGreaterThan(4);
  const env = { BOOKS: JSON.stringify(zoho.credentials) };
  for (const { command, output } of commands) {
    if (command.includes("books.expenses")) forbidExpenses(zoho);
    const ran = await runSmac(command.split(" ").slice(1), { cwd, env, now });
    expect(outputDifference(output ?? [], `${ran.stdout}${ran.stderr}`), `$ ${command}`).toBeNull();
  }
}, 120_000);

function forbidExpenses({ have }: ZohoStandIn): void {
  have({ what: "not-allowed", times: 1000, when: ({ path }) => path.endsWith("/expenses") });
}
