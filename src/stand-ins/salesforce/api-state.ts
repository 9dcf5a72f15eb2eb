import type { Instant } from "../../time/instant.ts";
import type { Reply } from "../serve.ts";
import type { StandInOrg } from "./org.ts";
import type { QueryResult } from "./run-query.ts";

/** A bulk job of the stand-in. */
export interface BulkJob {
  readonly id: string;
  readonly version: string;
  readonly operation: string;
  readonly created: string;
  readonly result: QueryResult;
  /** UploadComplete, InProgress, JobComplete, Aborted or Failed: each look moves it on. */
  state: string;
  errorMessage: string | null;
}

/** The jobs that were made; one may be taken away or failed at any time. */
export type BulkJobs = Map<string, BulkJob>;

/** What the API of the stand-in stands on. */
export interface ApiState {
  readonly org: StandInOrg;
  readonly now: () => Instant;
  /** Rows of a page; Salesforce has 2,000. */
  readonly pageRows: number;
  /** Places in lists that were given out. */
  readonly locators: Map<string, { readonly result: QueryResult; readonly from: number }>;
  readonly jobs: BulkJobs;
  /** How long the log of deletions reaches back, microseconds; Salesforce: 15 days. */
  deletionsKept: number;
  /** The last version that is spoken. */
  readonly newest: number;
}

/** The error that Salesforce would answer: always a list. */
export function refusal(status: number, errorCode: string, message: string): Reply {
  return { status, json: [{ message, errorCode }] };
}
