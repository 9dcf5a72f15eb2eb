import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runSmac } from "./run-smac.ts";

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "smac-columns-"));
  const files = {
    "history.csv":
      "Account Name,New Stage,Changed On\nAcme,Lead,2026-09-01\nAcme,Customer,2026-10-02\nBirch,Lead,2026-09-05\n",
    "usage.csv": "when,Account Name,user\n2026-10-03,Acme,a\n2026-10-08,Birch,b\n2026-09-08,Acme,b\n",
    "nutzung.csv":
      "Datum;Kunde / Firma;Benutzer E-Mail\n23.09.2026;Birch;b@b.example\n08.10.2026;Birch;b@b.example\n03.10.2026;Ährenhof;a@a.example\n",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const active = async (...command: string[]) => {
  const { code, stdout, stderr } = await runSmac(["report", ...command, "--format", "json"], { cwd });
  expect(stderr).toContain("guessed --at");
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { rows: { stage: string | null; active: number; population: number }[] }).rows.map(
    ({ stage, active: n, population }) => [stage, n, population],
  );
};

test("a history with the headings of a CRM is read as it is", async () => {
  expect(await active("usage.csv", "--stages", "history.csv", "--from", "2026-10", "--to", "2026-10")).toEqual([
    ["Lead", 1, 1],
    ["Customer", 1, 1],
  ]);
});

test("headings in another language are guessed", async () => {
  expect((await active("nutzung.csv", "--definition", "customers")).map(([, n]) => n)).toEqual([1, 2]);
});
