import type { Session } from "./sessions.ts";
import type { Scope } from "./tokens.ts";

/** Who sends a request. */
export interface Caller {
  /** The name and id of a token or an account; `local`; `nobody`: not signed in. */
  readonly who: string;
  /** Null: nobody who may do anything but sign in. */
  readonly scope: Scope | null;
  /** The session of a browser that signed in. */
  readonly session: Session | null;
  /** What its cookie says; null: it has none. */
  readonly cookie: string | null;
  readonly address: string;
  /** Whether it came over TLS, or to a proxy that says so. */
  readonly secure: boolean;
  /** Whether a token is needed at all. */
  readonly tokenNeeded: boolean;
}
