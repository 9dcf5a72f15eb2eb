import { expect, test } from "vitest";
import { caseFolder } from "./case-folder.ts";
import { runSmac } from "./run-smac.ts";

// `smac demo DIR --from SYSTEM`, and its folder when the system has stopped.

test("a terminal sees the stream at hand; a later sync says once that the system has stopped", async () => {
  const cwd = caseFolder({});
  const args = ["demo", "office", "--from", "ajera", "--customers", "200", "--months", "8"];
  const made = await runSmac(args, { cwd, tty: true });
  expect(made.code).toBe(0);
  expect(made.stderr).toMatch(/\r\u001B\[Ksmac: office\.\w+ \(1 of \d+\): /);
  expect(made.stderr).toMatch(/\r\u001B\[Ksmac: office\.\w+ \(2 of \d+\): /);
  expect(made.stderr).toMatch(/\r\u001B\[Ksmac: [\d,]+ rows of /);

  const synced = await runSmac(["sync", "--project", "office"], { cwd });
  expect(synced.code).toBe(1);
  expect(synced.stderr.split("the system that stood in for ajera has stopped").length).toBe(2);
  expect(synced.stderr).toContain("smac demo office --from ajera --force starts it anew");
  expect(synced.stderr).not.toContain("SMAC_DEMO_SIGN_IN");

  const inside = await runSmac(["connect", "office", "--check", "--project", "office"], { cwd });
  expect(inside.stderr).toContain("smac demo office --from ajera --force starts it anew");
  const plain = await runSmac([...args, "--force"], { cwd });
  expect([plain.code, plain.stderr.includes("\r")]).toEqual([0, false]);
}, 120_000);

test("a system may be written in capitals, and source show fits a page", async () => {
  const cwd = caseFolder({});
  const made = await runSmac(["demo", "office", "--from", "Ajera", "--customers", "200", "--months", "8"], { cwd });
  expect(made.code, made.stderr).toBe(0);
  for (const system of ["Ajera", "Zoho-Books", "CERTINIA", "FinancialForce", "salesforce"]) {
    const shown = await runSmac(["source", "show", system], { cwd });
    expect(shown.code, system).toBe(0);
    const [, tables = ""] = shown.stdout.split(/^SETTINGS/m);
    const [page = ""] = tables.split("THE SAME IN smac.yml");
    expect(page).toMatch(/^stream +rows +needs$/m);
    expect(page.split("\n").filter((line) => line.length > 100)).toEqual([]);
  }
}, 120_000);
