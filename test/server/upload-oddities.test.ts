import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, served } from "./served.ts";

let api: Served;
beforeAll(async () => {
  api = await served();
});
afterAll(() => api.close());

interface Look {
  readonly rows: number;
  readonly importable: boolean;
  readonly notes: readonly string[];
}

const logins = "account_id,at,user\nacme,2026-05-01 10:00:00,u1\nacme,2026-05-02 11:00:00,u1\n";

async function look(name: string, body: string): Promise<Look> {
  const sent = await api.ask(`/api/v1/uploads?name=${name}`, { method: "POST", body });
  expect(sent.status).toBe(200);
  return api.json<Look>(`/api/v1/uploads/${((await sent.json()) as { id: string }).id}`);
}

test("with rows that can be read and will not count: it is told before they are imported", async () => {
  const odd = `${logins},2026-05-04 10:00:00,u1\n" ",2026-05-04 10:00:00,u2\nacme,,u1\nacme,2999-01-01 10:00:00,u1\n`;
  const told = await look("odd.csv", odd);
  expect(told).toMatchObject({ rows: 6, importable: true });
  expect(told.notes).toEqual([
    "2 rows without “account_id”: they count for no customer",
    "1 row without a time in “at”: it is no activity",
    "1 row after now in “at”: not counted until its time has come",
  ]);
  expect((await look("logins.csv", logins)).notes).toEqual([]);
  const accounts = "account_id,name,region,plan,created_at\n,Acme Tools,EMEA,basic,2025-11-03\n";
  const list = await look("list.csv", accounts);
  expect(list.notes).toEqual(["1 row without “account_id”: it says nothing of anybody"]);
});
