import { afterEach, expect, test } from "vitest";
import { projectFolder } from "../../test/store/project-folder.ts";
import type { ProjectFolder } from "../../test/store/project-folder.ts";
import { rebuildActiveDays } from "./active-days.ts";
import { factsOf } from "./facts.ts";
import type { Store } from "./store.ts";

// Random files, edited and imported again and again: the store must hold what a fresh import of the last files holds.

const yaml = (zone: string): string => `
timezone: ${zone}
sources:
  events: { files: "events/*.csv", id: id }
  clicks: { files: clicks.csv, learned: seen }
  accounts: { files: accounts.csv }
  seats: { files: "seats/*.csv" }
  invoices: { files: invoices.csv }
clusters:
  customer: { from: accounts, key: id, name: name, created: created, attributes: [region] }
  team: { from: accounts, key: team }
memberships:
  team: { from: seats, member: member, cluster: team, valid_from: since, valid_to: until, primary: main }
stages:
  cluster: customer
  order: [lead, customer]
  rules:
    - { enter: lead, from: events, cluster: customer, at: at, where: "kind = 'login'" }
    - { enter: customer, from: invoices, cluster: customer, at: paid, where: "status <> 'void'" }
activities:
  event: { from: events, at: at, member: member, cluster: customer, kind: kind, product: product }
  click: { from: clicks, at: at, member: member, properties: [page] }
`;

const folders: ProjectFolder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

type Random = (below: number) => number;

function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const headers = {
  events: "id,at,member,customer,kind,product",
  clicks: "at,member,page,seen",
  accounts: "id,name,created,region,team",
  seats: "member,team,since,until,main",
  invoices: "customer,paid,status",
};

const day = (random: Random): string => `2026-0${1 + random(4)}-${String(1 + random(28)).padStart(2, "0")}`;
const time = (random: Random): string => `${day(random)} ${String(random(24)).padStart(2, "0")}:30:00`;
const one = (random: Random, of: string): string => of.split("|")[random(of.split("|").length)] ?? "";
const line: Readonly<Record<keyof typeof headers, (random: Random) => string>> = {
  events: (r) =>
    `${one(r, "|e1|e2|e3|e4|e5|e6")},${one(r, "|x")}${""}`.endsWith("x")
      ? `e${r(9)},,m1,a,login,`
      : `${one(r, "|e1|e2|e3|e4|e5|e6")},${time(r)},${one(r, "|m1|m2|m3|m4")},${one(r, "||a|b|c")},${one(r, "login|view")},${one(r, "|p|q")}`,
  clicks: (r) => `${time(r)},${one(r, "m1|m2|m3|")},${one(r, "home|help")},${day(r)}`,
  accounts: (r) => `${one(r, "a|b|c|d")},${one(r, "Acme|Bell|")},${day(r)},${one(r, "EMEA|APAC|")},${one(r, "t1|t2")}`,
  seats: (r) =>
    `${one(r, "m1|m2|m3|m4")},${one(r, "t1|t2|t3")},${one(r, `|${day(r)}`)},${one(r, `||${day(r)}`)},${one(r, "|true|false")}`,
  invoices: (r) => `${one(r, "a|b|c")},${day(r)},${one(r, "paid|void")}`,
};

/** Rows come, go, are doubled and change places. */
function edited(rows: readonly string[], random: Random, make: (random: Random) => string): string[] {
  const next = rows.filter(() => random(6) > 0);
  for (let n = random(5); n > 0; n -= 1) next.splice(random(next.length + 1), 0, make(random));
  if (next.length > 0 && random(3) === 0) next.push(next[random(next.length)] ?? "");
  if (random(3) === 0) next.reverse();
  return next;
}

const paths: readonly (readonly [string, keyof typeof headers])[] = [
  ["events/1.csv", "events"],
  ["events/2.csv", "events"],
  ["clicks.csv", "clicks"],
  ["accounts.csv", "accounts"],
  ["seats/1.csv", "seats"],
  ["seats/2.csv", "seats"],
  ["invoices.csv", "invoices"],
];

async function everything(folder: ProjectFolder, store: Store): Promise<unknown> {
  const found: Record<string, unknown> = {};
  for (const kind of ["customer", "team"]) {
    const facts = await factsOf(store.engine, folder.model(), { kind, asOf: null });
    for (const name of ["activity", "membership", "stage", "attribute", "record"] as const) {
      const relation = facts[name];
      if (relation === null) continue;
      const known = `SELECT DISTINCT * EXCLUDE (learned, forgotten) FROM (${relation.sql}) WHERE forgotten IS NULL ORDER BY ALL`;
      const counted = `SELECT * EXCLUDE (learned, forgotten) FROM (${relation.sql}) ORDER BY ALL`;
      found[`${kind}.${name}`] = await store.engine.rows(name === "activity" ? counted : known, relation.params);
    }
  }
  found["days"] = await store.engine.rows("SELECT * FROM active_days ORDER BY ALL");
  return found;
}

const seeds = Number(process.env["SMAC_STORE_SEEDS"] ?? 4);
const first = Number(process.env["SMAC_SEED"] ?? 1);

test.each(Array.from({ length: seeds }, (_, i) => first + i))("incremental equals full, seed %i", async (seed) => {
  const random = randomFrom(seed * 7919);
  const zone = one(random, "UTC|Europe/Paris|America/New_York");
  const folder = projectFolder(yaml(zone));
  folders.push(folder);
  const rows = new Map<string, string[]>(paths.map(([path]) => [path, []]));
  for (let round = 0; round < 5; round += 1) {
    for (const [path, source] of paths) {
      if (round > 0 && random(3) === 0) continue;
      const next = edited(rows.get(path) ?? [], random, line[source]);
      rows.set(path, next.length === 0 ? [line[source](random)] : next);
      folder.write(path, [headers[source], ...(rows.get(path) ?? [])]);
    }
    if (round === 3) folder.yaml(yaml(zone).replace("properties: [page]", "kind: page"));
    await folder.store(async (store) => {
      await store.import();
      const incremental = await everything(folder, store);
      await rebuildActiveDays(store.engine, folder.model(), folder.effects.signal);
      expect(await everything(folder, store), `active days, seed ${seed}, round ${round}`).toEqual(incremental);
      const full = projectFolder(
        folder.model() === null
          ? ""
          : yaml(zone).replace("properties: [page]", round >= 3 ? "kind: page" : "properties: [page]"),
      );
      folders.push(full);
      for (const [path, source] of paths) full.write(path, [headers[source], ...(rows.get(path) ?? [])]);
      await full.store(async (fresh) => {
        await fresh.import();
        expect(incremental, `facts, seed ${seed}, round ${round}`).toEqual(await everything(full, fresh));
      });
    });
  }
});
