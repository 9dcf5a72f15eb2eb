export { SmacError, SmacErrors } from "./errors.ts";
export type { ErrorCode, ErrorDetail, Recovery, SourceSpan } from "./errors.ts";
export type { Ask } from "./project/ask.ts";
export type { ClustersRequest } from "./project/ask-clusters.ts";
export type { Answered, Answers, ToldThen } from "./project/project.ts";
export type {
  ClusterList,
  ClusterStatus,
  Counts,
  Explanation,
  ListedCluster,
  Parts,
  PrintedPeriod,
  Report,
  ReportRow,
  TotalRow,
  Warning,
} from "./query/report.ts";
