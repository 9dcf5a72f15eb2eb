export { SmacError, SmacErrors } from "./errors.ts";
export type { ErrorCode, ErrorDetail, Recovery, SourceSpan } from "./errors.ts";
export { openFiles, openProject } from "./project/library.ts";
export type { FilesRequest, LibraryOptions } from "./project/library.ts";
export type { OpenedFiles } from "./project/open-files.ts";
export type { Project } from "./project/open-project.ts";
export type { Ask } from "./project/ask.ts";
export type { AskedClusters, ClustersRequest } from "./project/ask-clusters.ts";
export type { Answered, Answers, ToldThen } from "./project/project.ts";
export type { ConversionListRequest, ConversionRequest } from "./project/ask-conversion.ts";
export type { LevelsListRequest, LevelsRequest } from "./project/ask-levels.ts";
export type { MatrixRequest } from "./project/ask-matrix.ts";
export type { RetentionListRequest } from "./project/ask-retention.ts";
export type { TransitionsListRequest } from "./project/ask-transitions.ts";
export type { DayRequest } from "./project/day-events.ts";
export type { CellRequest } from "./project/measured.ts";
export type { Measures } from "./project/measures.ts";
export type { OtherDefinition, Views } from "./project/views.ts";
export type { ComparedSide, Comparison, ComparisonRequest, Likely } from "./project/comparison.ts";
export type { DefinitionAbout, DefinitionChoices } from "./project/definitions.ts";
export type { DefinitionVersion } from "./project/definition-versions.ts";
export type { DifferenceList, DifferenceListRequest } from "./project/difference.ts";
export type { Pick, Picks } from "./project/picks.ts";
export type { CellCluster, CellList, MoveList, MovedCluster } from "./query/cell-list.ts";
export type { ClusterAttribute, ClusterMember, ClusterPage, ClusterPeriod } from "./query/cluster-page.ts";
export type { ClusterTable, TableCluster } from "./query/cluster-table.ts";
export type {
  Difference,
  DifferencePart,
  DifferenceReason,
  DifferenceSide,
  DifferingCluster,
  DifferingLine,
} from "./query/difference.ts";
export type { Conversion, ConversionRow } from "./query/conversion.ts";
export type { Evidence, EvidenceRow } from "./query/evidence.ts";
export type { AttributeFilter } from "./query/question.ts";
export type { Level, LevelNumbers, Levels } from "./query/levels.ts";
export type { Matrix, MatrixColumn, MatrixRow } from "./query/matrix.ts";
export type { MeasuredDefinition, MeasuredPlace, MeasuredRows } from "./query/measured-rows.ts";
export type { AgeMean, Cohort, CohortAge, CohortGroup, Retention } from "./query/retention.ts";
export type { Stickiness, StickinessNumbers } from "./query/stickiness.ts";
export type { Held, StageBalance, Transition, Transitions } from "./query/transitions.ts";
export type {
  ClusterList,
  ClusterStatus,
  Counts,
  ExplainedGroup,
  Explanation,
  ListedCluster,
  Parts,
  PrintedPeriod,
  Report,
  ReportRow,
  TotalRow,
  Warning,
} from "./query/report.ts";
