import type { Instant } from "../../time/instant.ts";
import type { HttpPolicy } from "./http.ts";

/** Headers that sign a call in, and which sign-in they are from. */
export interface SignedHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly turn: number;
}

/** The sign-in that the calls of one client share. */
export interface SharedSignIn {
  headers(): Promise<SignedHeaders>;
  /**
   * Told when these headers were refused: whether it helps to try again, with
   * new ones. It does not when they are new themselves: then something else is
   * wrong, and every further sign-in would only use up the service's patience.
   */
  refused(last: SignedHeaders): boolean;
}

/** Microseconds in which a new sign-in is not renewed. */
const NEW = 60_000_000;

/** Signs in once for all calls that wait for it, and once again when many are refused together. */
export function signedIn(signIn: HttpPolicy["signIn"], now: () => Instant): SharedSignIn {
  let turn = 0;
  let again = false;
  let renewed: Instant | null = null;
  let running: Promise<SignedHeaders> | null = null;

  async function ask(): Promise<SignedHeaders> {
    const headers = (await signIn?.(again)) ?? {};
    if (again) renewed = now();
    again = false;
    return { headers, turn };
  }

  return {
    headers() {
      const asked = running ?? ask();
      running = asked;
      const over = (): void => {
        if (running === asked) running = null;
      };
      void asked.then(over, over);
      return asked;
    },
    refused(last) {
      if (last.turn !== turn) return true;
      if (renewed !== null && Math.abs(now() - renewed) < NEW) return false;
      turn++;
      again = true;
      return true;
    },
  };
}
