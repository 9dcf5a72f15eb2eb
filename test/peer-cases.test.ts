import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answerOf, caseFolder, reportOf } from "./case-folder.ts";
import { formatDay, parseDay } from "../src/time/day.ts";
import type { Levels } from "../src/query/levels.ts";
import type { ReportRow } from "../src/query/report.ts";
import type { Retention } from "../src/query/retention.ts";

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
  readonly per_interval?: readonly ["gte", number] | undefined;
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

  // How many periods of a range an actor was active in: the curve of one window that is the range.
  test.each(ofKind("stickiness"))("$name", async ({ peer, zone }) => {
    const { frm, to, per_interval } = peer;
    const days = parseDay(to)! - parseDay(frm)! + 1;
    const plain = flagsOf({ ...peer, per_interval: undefined }, zone);
    const levels = (await answerOf(folderOf(peer), [
      "levels",
      ...plain,
      "--period",
      `trailing:${days}d`,
      "--from",
      to,
      "--to",
      to,
      ...(per_interval === undefined ? [] : ["--day-events", String(per_interval[1])]),
    ])) as Levels;
    const curve = new Map(levels.totals[0]!.curve.map((point) => [point.days, point.clusters]));
    const counts = Array.from({ length: days }, (_, i) => curve.get(i + 1) ?? 0);
    expect(counts).toEqual(peer.expect.data);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(peer.expect.count!);
  });

  test.each(ofKind("retention"))("$name", async ({ peer, zone }) => {
    const rows = peer.expect.rows!;
    const last = Math.max(...rows.map(([day, , kept]) => parseDay(day)! + kept.length - 1));
    const retention = (await answerOf(folderOf(peer), [
      "retention",
      ...flagsOf(peer, zone),
      "--from",
      peer.frm,
      "--to",
      formatDay(last),
    ])) as Retention;
    const cohorts = retention.totals.filter(({ size }) => size > 0);
    const expected = rows.map(([day, size, kept]) => [day, size, [...kept]]);
    const told = cohorts.map(({ period, size, ages }, i) => {
      const reached = rows[i]?.[2].length;
      return [period.start, size, ages.slice(0, reached).map(({ kept }) => kept)];
    });
    expect(told).toEqual(expected);
  });
});
