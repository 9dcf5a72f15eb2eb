import type { Json } from "../kit/row.ts";
import type { Credentials } from "../kit/source.ts";
import type { ApiVersion, Content, Meant } from "./answer.ts";
import { refusal } from "./refusal.ts";

/** A session that was opened. */
export interface Session {
  readonly token: string;
  /** What signing in told about the firm. */
  readonly firm: Content;
}

/** The sessions of a connection, one for each version, opened when they are first needed. */
export interface Sessions {
  /**
   * The session of a version; `ended`: a token that is no longer accepted.
   *
   * @throws SmacError `SOURCE_SIGN_IN`
   */
  of(
    version: ApiVersion,
    about: { readonly signal?: AbortSignal | undefined; readonly ended?: string },
  ): Promise<Session>;
  /** All that were opened and are not given up; there are none afterwards. */
  leave(): readonly Promise<Session>[];
}

/** Sends one request as it is. */
export type SendRaw = (
  label: string,
  json: { readonly [name: string]: Json },
  signal: AbortSignal | undefined,
) => Promise<Meant>;

/** The sessions of a connection; nothing is sent yet. `opened` is told each token. */
export function ajeraSessions(about: {
  readonly name: string;
  readonly credentials: Credentials;
  readonly send: SendRaw;
  readonly opened: (token: string) => void;
}): Sessions {
  const { name, credentials, send } = about;
  const sessions = new Map<ApiVersion, Promise<Session>>();

  async function signIn(version: ApiVersion, signal: AbortSignal | undefined): Promise<Session> {
    const asked = {
      Method: "CreateAPISession",
      Username: credentials["username"] ?? "",
      Password: credentials["password"] ?? "",
      APIVersion: version,
      UseSessionCookie: false,
    };
    const meant = await send(`sign-in for API version ${version}`, asked, signal);
    if (meant.is === "refused") throw refusal.signIn(name, meant, version);
    const token = meant.content["SessionToken"];
    if (typeof token !== "string" || token === "") throw refusal.notAjera(name, "sign-in");
    about.opened(token);
    return { token, firm: meant.content };
  }

  async function renewed(
    version: ApiVersion,
    known: Promise<Session>,
    about: { readonly signal: AbortSignal | undefined; readonly ended: string },
  ): Promise<Session> {
    const last = await known.catch(() => null);
    // Another call may have signed in meanwhile.
    return last !== null && last.token !== about.ended ? last : signIn(version, about.signal);
  }

  return {
    of(version, { signal, ended }) {
      const known = sessions.get(version);
      if (known !== undefined && ended === undefined) return known;
      const opened =
        known === undefined ? signIn(version, signal) : renewed(version, known, { signal, ended: ended ?? "" });
      sessions.set(version, opened);
      opened.catch(() => {
        if (sessions.get(version) === opened) sessions.delete(version);
      });
      return opened;
    },
    leave() {
      const open = [...sessions.values()];
      sessions.clear();
      return open;
    },
  };
}
