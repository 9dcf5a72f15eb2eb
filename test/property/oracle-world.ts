import type { ActivityFact, AttributeFact, History, OracleQuestion, StageFact } from "./history.ts";
import { countsMembers, type Piece, piecesOf } from "./oracle-attribution.ts";
import { compareNumbers, knownFacts, type KnownFacts } from "./oracle-facts.ts";
import { compareText, greatest, groupBy } from "./oracle-order.ts";
import { dayOf } from "./oracle-time.ts";

/** A dated activity with the units it counts for. */
export interface Deed {
  readonly row: ActivityFact;
  readonly at: number;
  readonly day: number;
  readonly pieces: readonly Piece[];
}

/** A value of an attribute, stated at an instant. */
interface Statement {
  readonly name: string;
  readonly value: string;
  readonly at: number;
  readonly learned: number;
}

/** Everything the question looks at, by unit. */
export interface World {
  readonly history: History;
  readonly question: OracleQuestion;
  readonly facts: KnownFacts;
  readonly deeds: readonly Deed[];
  readonly stageRows: ReadonlyMap<string, readonly StageFact[]>;
  /** Today's stage of each unit, where the stage is an attribute. */
  readonly stageNow: ReadonlyMap<string, string>;
  readonly statements: ReadonlyMap<string, readonly Statement[]>;
  /** The first instant at which a unit is known to exist. */
  readonly evidence: ReadonlyMap<string, number>;
  readonly units: readonly string[];
  /** The stages that occur: of the history, or those that units have today. */
  readonly stageNames: readonly string[];
}

interface Said {
  readonly unit: string;
  readonly row: ActivityFact;
}

/** What each row of the activity file says of whom; undated rows speak of always. */
function sayings(facts: KnownFacts, history: History, question: OracleQuestion): Said[] {
  return [...facts.dated, ...facts.undated].flatMap((row) =>
    [...new Set(piecesOf(row, history, facts, question).map((piece) => piece.unit))].map((unit) => ({ unit, row })),
  );
}

function statementsOf(said: readonly Said[], attributes: readonly AttributeFact[]): Map<string, Statement[]> {
  const all: (Statement & { unit: string })[] = [];
  const state = (
    unit: string,
    name: string,
    value: string | null,
    when: { at: number | null; learned?: number | null },
  ) => {
    if (value !== null) all.push({ unit, name, value, at: when.at ?? -Infinity, learned: when.learned ?? -Infinity });
  };
  for (const { unit, row } of said)
    for (const [name, value] of Object.entries(row.attributes ?? {})) state(unit, name, value, row);
  for (const a of attributes) state(a.cluster!, a.name, a.value, a);
  return groupBy(all, (s) => s.unit);
}

/** The last value known now: by instant, then the one learned last, then the furthest. */
function stagesNow(said: readonly Said[], order: readonly string[]): Map<string, string> {
  const now = new Map<string, string>();
  for (const [unit, group] of groupBy(
    said.filter((s) => (s.row.stage ?? null) !== null),
    (s) => s.unit,
  )) {
    const last = greatest(
      group,
      (a, b) =>
        compareNumbers(a.row.at ?? -Infinity, b.row.at ?? -Infinity) ||
        compareNumbers(a.row.learned ?? -Infinity, b.row.learned ?? -Infinity) ||
        order.indexOf(a.row.stage!) - order.indexOf(b.row.stage!),
    );
    now.set(unit, last!.row.stage!);
  }
  return now;
}

/** Rule 7: a stage row, a membership, an attributed activity, a row that says something of it; undated rows: always. */
function firstEvidence(said: readonly Said[], facts: KnownFacts, question: OracleQuestion): Map<string, number> {
  const first = new Map<string, number>();
  const see = (unit: string, at: number | null) =>
    first.set(unit, Math.min(first.get(unit) ?? Infinity, at ?? -Infinity));
  for (const { unit, row } of said) see(unit, row.at);
  for (const s of facts.stages ?? []) see(s.cluster!, s.at);
  for (const a of facts.attributes) see(a.cluster!, a.at);
  for (const m of facts.memberships ?? []) see(countsMembers(question) ? m.member! : m.cluster!, m.validFrom);
  return first;
}

/** The world of a question. */
export function worldOf(history: History, question: OracleQuestion): World {
  const facts = knownFacts(history, question);
  const said = sayings(facts, history, question);
  const deeds = facts.dated.map((row) => ({
    row,
    at: row.at,
    day: dayOf(question.timezone, row.at),
    pieces: piecesOf(row, history, facts, question),
  }));
  const stageRows = groupBy(facts.stages ?? [], (s) => s.cluster!);
  const statements = statementsOf(said, facts.attributes);
  const evidence = firstEvidence(said, facts, question);
  const stageNow = history.stages === null ? stagesNow(said, facts.stageNames) : new Map<string, string>();
  const units = [...new Set([...evidence.keys(), ...statements.keys()])].sort(compareText);
  const stageNames =
    history.stages === null
      ? facts.stageNames.filter((name) => [...stageNow.values()].includes(name))
      : facts.stageNames;
  return { history, question, facts, deeds, stageRows, stageNow, statements, evidence, units, stageNames };
}

/** The stage a cluster or member holds at the instant; null: none. Where it is an attribute, today's, once the unit exists. */
export function stageAt(world: World, unit: string, at: number): string | null {
  if (world.history.stages === null) return existsAt(world, unit, at) ? (world.stageNow.get(unit) ?? null) : null;
  return lastStageRow(world, unit, at)?.stage ?? null;
}

function lastStageRow(world: World, unit: string, at: number): StageFact | null {
  const begun = (world.stageRows.get(unit) ?? []).filter((s) => (s.at ?? -Infinity) <= at);
  return greatest(begun, (a, b) => compareNumbers(a.at ?? -Infinity, b.at ?? -Infinity));
}

/** Rule 7: from its first evidence, and not while its stage is null. */
export function existsAt(world: World, unit: string, at: number): boolean {
  if ((world.evidence.get(unit) ?? Infinity) > at) return false;
  const row = lastStageRow(world, unit, at);
  return row === null || row.stage !== null;
}

/** Rule 10: the last non-empty value stated at or before the instant; of several then, the one learned last, then the greater. */
export function attributeAt(world: World, unit: string, name: string, at: number): string | null {
  const stated = (world.statements.get(unit) ?? []).filter((s) => s.name === name && s.at <= at);
  const last = greatest(
    stated,
    (a, b) => compareNumbers(a.at, b.at) || compareNumbers(a.learned, b.learned) || compareText(a.value, b.value),
  );
  return last?.value ?? null;
}

/** The stage that a piece of activity happened in: of the member's own history where it has one, else of the cluster it went to. */
export function stageOfPiece(world: World, piece: Piece, at: number): string | null {
  const own = stageAt(world, piece.unit, at);
  if (!countsMembers(world.question) || world.stageRows.has(piece.unit)) return own;
  return piece.cluster === null ? null : stageAt(world, piece.cluster, at);
}
