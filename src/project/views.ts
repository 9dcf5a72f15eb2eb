import type { ClusterPage } from "../query/cluster-page.ts";
import type { ClusterTable } from "../query/cluster-table.ts";
import type { Difference } from "../query/difference.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { Warning } from "../query/report.ts";
import type { AnswerSource, Answered, Understood } from "./answer-source.ts";
import type { Ask } from "./ask.ts";
import type { AskedClusters, ClustersRequest } from "./ask-clusters.ts";
import { askClusterPage } from "./cluster-page.ts";
import { askClusterTable } from "./cluster-table.ts";
import { type Comparison, type ComparisonRequest, askComparedClusters, askComparison } from "./comparison.ts";
import { type DifferenceList, type DifferenceListRequest, askDifference, askDifferenceList } from "./difference.ts";
import { type Picks, askPicks } from "./picks.ts";
import { type Session, openSession } from "./session.ts";

/** The definition that a question is compared with. */
export interface OtherDefinition {
  readonly definition: string;
}

/** Answers as people look at them: a period beside an earlier one, clusters with all that is known of them. */
export interface Views {
  /** The numbers of one period and of the earlier one they are fairly compared with. */
  comparison(ask?: Ask, request?: ComparisonRequest): Promise<Answered<Comparison>>;
  /** The list behind a number of a comparison. */
  comparedClusters(
    ask: Ask,
    request: ComparisonRequest & ClustersRequest & { readonly side: "now" | "before" },
  ): Promise<Answered<AskedClusters>>;
  /** Every cluster of a period's population with what a person wants to see of it. */
  clusterTable(ask?: Ask): Promise<Answered<ClusterTable>>;
  /** What one cluster was and did, and why it counts or does not in each period. */
  cluster(ask: Ask, key: string): Promise<Answered<ClusterPage>>;
  /** Two definitions over the same data: where they differ, and why. */
  difference(ask: Ask, other: OtherDefinition): Promise<Answered<Difference>>;
  /** The clusters behind a number of a difference. */
  differenceList(ask: Ask, request: OtherDefinition & DifferenceListRequest): Promise<Answered<DifferenceList>>;
  /** What there is to choose from: stages, attributes with their values, owners, products. */
  picks(ask?: Ask): Promise<Answered<Picks>>;
}

type Answer<T> = (session: Session, question: Question, facts: Facts) => Promise<T>;

/** The views over a source of facts, which is opened when it is first asked. */
export function viewsOver(open: () => Promise<AnswerSource>): Views {
  const answered = async <T extends { readonly warnings?: readonly Warning[] | undefined }>(
    ask: Ask,
    answer: Answer<T>,
  ): Promise<Answered<T>> => {
    const source = await open();
    const { question, facts, warnings = [] } = await source.understand(ask);
    const session = openSession(source);
    const told = await answer(session, question, facts);
    const warned = warnings.length === 0 ? told : { ...told, warnings: [...warnings, ...(told.warnings ?? [])] };
    return { answer: warned, statements: session.trace };
  };
  const both = async <T>(
    ask: Ask,
    { definition }: OtherDefinition,
    answer: (session: Session, a: Understood, b: Understood) => Promise<T>,
  ): Promise<Answered<T>> => {
    const source = await open();
    const session = openSession(source);
    const [a, b] = [await source.understand(ask), await source.understand({ ...ask, definition })];
    return { answer: await answer(session, a, b), statements: session.trace };
  };
  return {
    comparison: (ask = {}, request = {}) => answered(ask, (s, q, f) => askComparison(s, q, f, request)),
    async comparedClusters(ask, request) {
      const source = await open();
      const { question, facts } = await source.understand(ask);
      const session = openSession(source);
      return { answer: await askComparedClusters(session, question, facts, request), statements: session.trace };
    },
    clusterTable: (ask = {}) => answered(ask, askClusterTable),
    cluster: (ask, key) => answered(ask, (s, q, f) => askClusterPage(s, q, f, key)),
    difference: (ask, other) => both(ask, other, askDifference),
    differenceList: (ask, request) => both(ask, request, (s, a, b) => askDifferenceList(s, a, b, request)),
    picks: (ask = {}) => answered<Picks & { readonly warnings?: readonly Warning[] }>(ask, askPicks),
  };
}
