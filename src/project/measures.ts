import type { CellList, MoveList } from "../query/cell-list.ts";
import type { Conversion } from "../query/conversion.ts";
import type { Facts } from "../query/facts.ts";
import type { Levels } from "../query/levels.ts";
import type { Matrix } from "../query/matrix.ts";
import type { Question } from "../query/question.ts";
import type { Warning } from "../query/report.ts";
import type { Retention } from "../query/retention.ts";
import type { Stickiness } from "../query/stickiness.ts";
import type { Transitions } from "../query/transitions.ts";
import type { Ask } from "./ask.ts";
import {
  type ConversionListRequest,
  type ConversionRequest,
  askConversion,
  askConversionList,
} from "./ask-conversion.ts";
import { type LevelsListRequest, type LevelsRequest, askLevels, askLevelsList } from "./ask-levels.ts";
import { type MatrixRequest, askMatrix } from "./ask-matrix.ts";
import { type RetentionListRequest, askRetention, askRetentionList } from "./ask-retention.ts";
import { askStickiness, askStickinessList } from "./ask-stickiness.ts";
import { type TransitionsListRequest, askTransitions, askTransitionsList } from "./ask-transitions.ts";
import type { DayRequest } from "./day-events.ts";
import type { CellRequest } from "./measured.ts";
import { type Session, openSession } from "./session.ts";
import type { AnswerSource, Answered } from "./answer-source.ts";

/** Further answers from the same facts, each with the lists behind its cells. */
export interface Measures {
  /** Who of each cohort of newly active clusters was active later: `smac retention`. */
  retention(ask?: Ask): Promise<Answered<Retention>>;
  /** The clusters of a cohort at an age. */
  retentionList(ask: Ask, request: RetentionListRequest): Promise<Answered<CellList>>;
  /** Clusters by their number of active days: `smac levels`. */
  levels(ask?: Ask, request?: LevelsRequest): Promise<Answered<Levels>>;
  /** The clusters of a level in the last asked-for period. */
  levelsList(ask: Ask, request: LevelsListRequest): Promise<Answered<CellList>>;
  /** Active days for each active cluster: `smac stickiness`. */
  stickiness(ask?: Ask, request?: DayRequest): Promise<Answered<Stickiness>>;
  /** The active clusters of the last asked-for period with their days. */
  stickinessList(ask: Ask, request?: CellRequest & DayRequest): Promise<Answered<CellList>>;
  /** Moves between stages, conversion, and time in stage: `smac transitions`. */
  transitions(ask?: Ask): Promise<Answered<Transitions>>;
  /** The moves of the last asked-for period, one by one. */
  transitionsList(ask: Ask, request?: TransitionsListRequest): Promise<Answered<MoveList>>;
  /** Of those that entered a stage in a period, how many went on within so many days. */
  conversion(ask?: Ask, request?: ConversionRequest): Promise<Answered<Conversion>>;
  /** The clusters behind a number of it. */
  conversionList(ask: Ask, request: ConversionListRequest): Promise<Answered<MoveList>>;
  /** Who used which product in the last asked-for period: `smac matrix`. */
  matrix(ask?: Ask, request?: MatrixRequest): Promise<Answered<Matrix>>;
}

/** The measures over a source of facts, which is opened when it is first asked. */
export function measuresOver(open: () => Promise<AnswerSource>): Measures {
  const answered = async <T extends { readonly warnings?: readonly Warning[] }>(
    ask: Ask,
    answer: (session: Session, question: Question, facts: Facts) => Promise<T>,
  ): Promise<Answered<T>> => {
    const source = await open();
    const { question, facts, warnings = [] } = await source.understand(ask);
    const session = openSession(source);
    const told = await answer(session, question, facts);
    const warned = warnings.length === 0 ? told : { ...told, warnings: [...warnings, ...(told.warnings ?? [])] };
    return { answer: warned, statements: session.trace };
  };
  return {
    retention: (ask = {}) => answered(ask, askRetention),
    retentionList: (ask, request) => answered(ask, (s, q, f) => askRetentionList(s, q, f, request)),
    levels: (ask = {}, request = {}) => answered(ask, (s, q, f) => askLevels(s, q, f, request)),
    levelsList: (ask, request) => answered(ask, (s, q, f) => askLevelsList(s, q, f, request)),
    stickiness: (ask = {}, request = {}) => answered(ask, (s, q, f) => askStickiness(s, q, f, request)),
    stickinessList: (ask, request = {}) => answered(ask, (s, q, f) => askStickinessList(s, q, f, request)),
    transitions: (ask = {}) => answered(stageAsk(ask), askTransitions),
    transitionsList: (ask, request = {}) => answered(stageAsk(ask), (s, q, f) => askTransitionsList(s, q, f, request)),
    conversion: (ask = {}, request = {}) => answered(stageAsk(ask), (s, q, f) => askConversion(s, q, f, request)),
    conversionList: (ask, request) => answered(stageAsk(ask), (s, q, f) => askConversionList(s, q, f, request)),
    matrix: (ask = {}, request = {}) => answered(ask, (s, q, f) => askMatrix(s, q, f, request)),
  };
}

/** Moves need no activity: without a definition, the one that counts stages is asked, or, split by attributes, that of stages. */
function stageAsk(ask: Ask): Ask {
  const split = ask.by !== undefined && ask.by.length > 0;
  return { ...ask, definition: ask.definition ?? (split ? "stage-rate" : "project-stages") };
}
