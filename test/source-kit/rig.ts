import type { Row } from "../../src/sources/kit/row.ts";
import type { Credentials, SourceType } from "../../src/sources/kit/source.ts";
import type { FaultName } from "../../src/stand-ins/serve.ts";
import type { Instant } from "../../src/time/instant.ts";

/** A source with its stand-in, as the conformance suite needs them. */
export interface Rig {
  readonly source: SourceType;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly credentials: Credentials;
  /** Credentials that the stand-in refuses; each secret another one. */
  readonly wrong: Credentials;
  /** The streams that are looked at; {@link expected} can list each. */
  readonly streams: readonly string[];
  /** Has a trouble from the call after the next `after` on, for `times` calls. False: this service cannot have it. */
  have(fault: Trouble, when: { readonly after: number; readonly times: number }): boolean;
  /** Ends all troubles. */
  heal(): void;
  /** How many calls came so far, signing in among them. */
  calls(): number;
  /** What is done just before an answer; null: nothing. */
  before(hook: (() => void) | null): void;
  /** Changes the stand-in's rows of a stream; false: these do not change so. */
  mutate(stream: string, change: Change): boolean;
  /**
   * The rows that reading the stream must give now, with the key columns and the
   * columns that are to be compared.
   */
  expected(stream: string): readonly Row[];
  /** Brings about a mistake of ours or a state of the service; null: this service cannot have it. */
  bad?(input: BadInput): BadState | null;
  close(): Promise<void>;
}

/** What may be wrong for as long as nobody mends it. */
export type BadInput =
  | "wrong credentials"
  | "wrong region or address"
  | "revoked token"
  | "missing scope or permission"
  | "wrong organisation"
  | "suspended API"
  | "plan without API"
  | "unknown object"
  | "unknown field";

/** How it shows. */
export interface BadState {
  /** What is different on our side. */
  readonly credentials?: Credentials;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The streams that fail; `all` of them. */
  readonly fails: "all" | readonly string[];
  /** The code of the error, and what it says to do; of what does not fail, what is noted. */
  readonly code: string;
  readonly says: RegExp;
  /** Sets it right at the service. */
  readonly mend?: () => void;
}

/** Starts a rig. Its stand-in goes by this clock. */
export type MakeRig = (clock: () => Instant) => Promise<Rig>;

/** What may go wrong: the troubles of any service, and those that a rig has in its service's own words. */
export type Trouble =
  | Exclude<FaultName, "silent">
  | "silent"
  /** The tokens that were given out are no longer good. */
  | "expired-token"
  /** A success whose body tells an error. */
  | "error-in-200"
  /** The page before once more. */
  | "duplicate-page"
  /** Something that was not granted. */
  | "no-permission"
  /** No calls are left today. */
  | "budget-spent";

/** How the rows of a stream may change. */
export type Change =
  /** A new row, changed now. */
  | "insert"
  /** A new row with `oddTexts` in its texts, and nothing in all that may be empty. */
  | "odd"
  /** A row that becomes visible now but was changed ten minutes ago. */
  | "late"
  /** The oldest row gets another value. */
  | "change"
  /** The oldest row is deleted. */
  | "remove";

/** Texts that rows may hold, and that have broken programs. */
export const oddTexts: readonly string[] = [
  "",
  " ",
  "null",
  'O\'Brien "the" `one`; DROP TABLE x --',
  'a,b;c\td\r\ne"f',
  "Zoë 👩‍👩‍👧 ‮ اسم 名前",
  "%00%0a&amp;<b>${x}{{y}}=1+1",
  "__proto__",
  "x".repeat(10_000),
  "2026-02-30",
  "-0",
  "1e999",
];
