import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { caseFolder, clustersOf, reportOf } from "./case-folder.ts";
import { formatDay, parseDay } from "../src/time/day.ts";
import type { ReportRow } from "../src/query/report.ts";

const file = join(import.meta.dirname, "../../shared/data/peer-cases/cases.json");

interface PeerEvent {
  readonly ts: string;
  readonly person: string | null;
  readonly event: string;
  readonly groups?: Readonly<Record<string, string>>;
  readonly props?: Readonly<Record<string, string>>;
}

interface PeerCase {
  readonly id: string;
  readonly dataset: string;
  readonly kind: "rolling" | "distinct" | "lifecycle" | "stickiness" | "retention";
  readonly n?: number;
  readonly interval: "day" | "week" | "month";
  readonly week_start?: "sunday" | "monday";
  readonly frm: string;
  readonly to: string;
  readonly tz?: readonly string[];
  readonly event?: string | null;
  readonly persons?: readonly string[];
  readonly actor?: "group0" | "group1";
  readonly per_interval?: readonly ["gte", number];
  readonly expect: {
    readonly days?: readonly string[];
    readonly series?: readonly number[];
    readonly new?: readonly number[];
    readonly returning?: readonly number[];
    readonly resurrecting?: readonly number[];
    readonly dormant?: readonly number[];
    readonly data?: readonly number[];
    readonly count?: number;
    readonly rows?: readonly (readonly [string, number, readonly number[]])[];
  };
}

interface PeerCases {
  readonly datasets: Readonly<Record<string, { readonly events: readonly PeerEvent[] }>>;
  readonly cases: readonly PeerCase[];
}

const { datasets, cases }: PeerCases = existsSync(file)
  ? (JSON.parse(readFileSync(file, "utf8")) as PeerCases)
  : { datasets: {}, cases: [] };
/** Each case once a zone, since it must give the same numbers in each. */
const zoned = cases.flatMap((peer) =>
  (peer.tz ?? ["UTC"]).map((zone) => ({ name: `${peer.id} ${peer.kind} in ${zone}`, peer, zone })),
);
const ofKind = (...kinds: PeerCase["kind"][]) => zoned.filter(({ peer }) => kinds.includes(peer.kind));

function folderOf({ dataset }: PeerCase): string {
  const line = ({ ts, person, event, groups }: PeerEvent) =>
    [ts, person ?? "", event, groups?.["0"] ?? "", groups?.["1"] ?? ""].join(",");
  return caseFolder({ "events.csv": ["ts,person,event,group0,group1", ...datasets[dataset]!.events.map(line)] });
}

/** The flags that every case needs: who is counted, which events, where and when. */
function flagsOf({ actor, event, persons, interval, week_start, per_interval }: PeerCase, zone: string): string[] {
  const filters = [
    ...(event === null || event === undefined ? [] : [`event = '${event}'`]),
    ...(persons === undefined ? [] : [`person in (${persons.map((name) => `'${name}'`).join(", ")})`]),
  ];
  const common = ["events.csv", "--definition", "customers", "--at", "ts", "--cluster", actor ?? "person"];
  return [
    ...common.concat("--timezone", zone, "--period", interval, "--week-start", week_start ?? "sunday"),
    ...(filters.length === 0 ? [] : ["--where", filters.join(" and ")]),
    ...(per_interval === undefined ? [] : ["--events", String(per_interval[1])]),
  ];
}

async function rowsOf(peer: PeerCase, zone: string): Promise<readonly ReportRow[]> {
  const rolling = peer.kind === "rolling" ? ["--period", `trailing:${peer.n}d`] : [];
  return (await reportOf(folderOf(peer), [...flagsOf(peer, zone), ...rolling, "--from", peer.frm, "--to", peer.to]))
    .rows;
}

/** Who is in the list behind each day of the range. */
async function dailyLists(
  peer: PeerCase,
  zone: string,
  status: string,
): Promise<{ day: string; actors: readonly string[] }[]> {
  const folder = folderOf(peer);
  const days = Array.from({ length: parseDay(peer.to)! - parseDay(peer.frm)! + 1 }, (_, i) =>
    formatDay(parseDay(peer.frm)! + i),
  );
  const lists: { day: string; actors: readonly string[] }[] = [];
  for (const day of days) {
    const { clusters } = await clustersOf(folder, [...flagsOf(peer, zone), "--in", day, "--status", status]);
    lists.push({ day, actors: clusters.map((each) => each.cluster) });
  }
  return lists;
}

describe.skipIf(cases.length === 0)("the program agrees with the peer cases of ../shared/data/peer-cases", () => {
  test("every case is of a kind that is replayed here", () => {
    expect(ofKind("rolling", "distinct", "lifecycle", "stickiness", "retention")).toHaveLength(zoned.length);
  });

  test.each(ofKind("rolling"))("$name", async ({ peer, zone }) => {
    const rows = await rowsOf(peer, zone);
    expect(rows.map((row) => row.active)).toEqual(peer.expect.series);
    expect(rows.at(-1)!.period.end).toBe(formatDay(parseDay(peer.to)! + 1));
  });

  test.each(ofKind("distinct"))("$name", async ({ peer, zone }) => {
    const rows = await rowsOf(peer, zone);
    expect(rows.map((row) => row.active)).toEqual(peer.expect.series);
    if (peer.expect.days !== undefined) expect(rows.map((row) => row.period.start)).toEqual(peer.expect.days);
  });

  test.each(ofKind("lifecycle"))("$name", async ({ peer, zone }) => {
    const rows = await rowsOf(peer, zone);
    const { days, returning, resurrecting, dormant } = peer.expect;
    expect(rows.map((row) => row.new)).toEqual(peer.expect.new);
    if (returning !== undefined) expect(rows.map((row) => row.retained)).toEqual(returning);
    if (resurrecting !== undefined) expect(rows.map((row) => row.resurrected)).toEqual(resurrecting);
    if (dormant !== undefined) expect(rows.map((row) => 0 - row.dormant!)).toEqual(dormant);
    if (days !== undefined) expect(rows.map((row) => row.period.start)).toEqual(days);
  });

  // No command prints stickiness or retention; the lists behind the daily numbers hold both.
  test.each(ofKind("stickiness"))("$name, from the lists behind the days", async ({ peer, zone }) => {
    const lists = await dailyLists(peer, zone, "active");
    const actors = [...new Set(lists.flatMap((list) => list.actors))];
    const active = actors.map((actor) => lists.filter((list) => list.actors.includes(actor)).length);
    expect(lists.map((_, i) => active.filter((days) => days === i + 1).length)).toEqual(peer.expect.data);
    expect(actors).toHaveLength(peer.expect.count!);
  });

  test.each(ofKind("retention"))("$name, from the lists behind the days", async ({ peer, zone }) => {
    const [fresh, active] = [await dailyLists(peer, zone, "new"), await dailyLists(peer, zone, "active")];
    const rows = fresh.map(
      ({ day, actors }, i) =>
        [
          day,
          actors.length,
          active.slice(i).map((later) => actors.filter((actor) => later.actors.includes(actor)).length),
        ] as const,
    );
    const expected = peer.expect.rows!.map(([day, size, kept]) => [
      day,
      size,
      kept.slice(0, rows.find((row) => row[0] === day)?.[2].length),
    ]);
    expect(rows.filter(([, size]) => size > 0)).toEqual(expected);
  });
});
