import { SmacError } from "../errors.ts";
import { type Difference, type DifferencePart, type DifferingCluster, differing } from "../query/difference.ts";
import type { ListedCluster, PrintedPeriod } from "../query/report.ts";
import { sentenceOf } from "../query/sentence.ts";
import type { Understood } from "./answer-source.ts";
import { askClusters } from "./ask-clusters.ts";
import type { Session } from "./session.ts";

/** Which clusters of a difference. */
export interface DifferenceListRequest {
  readonly part?: DifferencePart | undefined;
  /** Default: all stages together. */
  readonly stage?: string | undefined;
}

/** The clusters behind a number of a difference. */
export interface DifferenceList {
  readonly part: DifferencePart | null;
  readonly stage: string | null;
  readonly count: number;
  readonly clusters: readonly DifferingCluster[];
}

/**
 * Two definitions over the same data: how many clusters each counts, how many only one does, and why.
 *
 * @throws SmacError `QUERY_NOT_COMPARABLE` when they do not count the same things one by one.
 */
export async function askDifference(session: Session, a: Understood, b: Understood): Promise<Difference> {
  refuseUnlike(a, b);
  const first = await sideOf(session, a, undefined);
  const second = await sideOf(session, b, undefined);
  const stages = [...new Set([...first.stages, ...second.stages])];
  const total = differing(first.clusters, second.clusters);
  const rows = [rowOf(null, total)];
  for (const stage of stages) rows.push(rowOf(stage, await differingIn(session, a, b, stage)));
  const reasons = new Map<string, Difference["why"][number]>();
  for (const { part, why } of total) {
    if (why === null) continue;
    const known = reasons.get(`${part} ${why}`)?.clusters ?? 0;
    reasons.set(`${part} ${why}`, { part, reason: why, clusters: known + 1 });
  }
  const warnings = [...first.warnings, ...second.warnings].filter(
    (one, index, all) => all.findIndex(({ message }) => message === one.message) === index,
  );
  return {
    a: { definition: first.definition, period: first.period },
    b: { definition: second.definition, period: second.period },
    rows,
    why: [...reasons.values()].toSorted((x, y) => y.clusters - x.clusters),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** The clusters behind a number of a difference, each with how it stands by both definitions. */
export async function askDifferenceList(
  session: Session,
  a: Understood,
  b: Understood,
  { part, stage }: DifferenceListRequest,
): Promise<DifferenceList> {
  refuseUnlike(a, b);
  const all = await differingIn(session, a, b, stage);
  const clusters = part === undefined ? all : all.filter((one) => one.part === part);
  return { part: part ?? null, stage: stage ?? null, count: clusters.length, clusters };
}

async function differingIn(
  session: Session,
  a: Understood,
  b: Understood,
  stage: string | undefined,
): Promise<readonly DifferingCluster[]> {
  const lines = async (one: Understood) => {
    if (stage !== undefined && !one.question.definition.stages) return new Map<string, ListedCluster>();
    return (await sideOf(session, one, stage)).clusters;
  };
  return differing(await lines(a), await lines(b));
}

function rowOf(stage: string | null, clusters: readonly DifferingCluster[]): Difference["rows"][number] {
  const of = (part: DifferencePart): number => clusters.filter((one) => one.part === part).length;
  const [onlyA, onlyB, both] = [of("only_a"), of("only_b"), of("both")];
  return { stage, a: onlyA + both, b: onlyB + both, only_a: onlyA, only_b: onlyB, both };
}

async function sideOf(session: Session, { question, facts, warnings = [] }: Understood, stage: string | undefined) {
  const definition = { ...question.definition, by: [], over: "none" as const };
  const { list, prepared } = await askClusters(session, { ...question, definition }, facts, { status: "all", stage });
  const { stages, heldStages } = prepared;
  return {
    definition: { name: definition.name, version: definition.version, sentence: sentenceOf(definition) },
    period: list.period satisfies PrintedPeriod,
    stages: definition.stages ? stages.filter((_, index) => heldStages.has(index + 1)) : [],
    clusters: new Map(list.clusters.map((row) => [row.cluster, row])),
    warnings: [...warnings, ...(list.warnings ?? [])],
  };
}

function refuseUnlike(a: Understood, b: Understood): void {
  const [one, other] = [a.question.definition, b.question.definition];
  const counted = ["cluster", "member"].includes(one.unit);
  if (counted && one.unit === other.unit && one.cluster === other.cluster) return;
  const what = (definition: typeof one): string =>
    `“${definition.name}” counts ${definition.unit === "cluster" ? definition.cluster : definition.unit}s`;
  throw new SmacError("QUERY_NOT_COMPARABLE", `${what(one)}, ${what(other)}: they cannot be laid over one another`, {
    hint: "compare definitions that count the same clusters",
  });
}
