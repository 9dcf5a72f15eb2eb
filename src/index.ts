export { SmacError, SmacErrors } from "./errors.ts";
export type { ErrorCode, ErrorDetail, Recovery, SourceSpan } from "./errors.ts";
export { openFiles, openProject } from "./project/library.ts";
export type { FilesRequest, LibraryOptions } from "./project/library.ts";
export type { OpenedFiles } from "./project/open-files.ts";
export type { Project } from "./project/open-project.ts";
export type { Ask } from "./project/ask.ts";
export type { AskedClusters, ClustersRequest } from "./project/ask-clusters.ts";
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
