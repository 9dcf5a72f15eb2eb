import type { HttpPolicy } from "./http.ts";

/** Headers that sign a call in, and which sign-in they are from. */
export interface SignedHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly turn: number;
}

/** The sign-in that the calls of one client share. */
export interface SharedSignIn {
  headers(): Promise<SignedHeaders>;
  /** Told when these headers were refused: the next call signs in anew, unless another call did since. */
  refused(last: SignedHeaders): void;
}

/** Signs in once for all calls that wait for it, and once again when many are refused together. */
export function signedIn(signIn: HttpPolicy["signIn"]): SharedSignIn {
  let turn = 0;
  let again = false;
  let running: Promise<SignedHeaders> | null = null;

  async function ask(): Promise<SignedHeaders> {
    const headers = (await signIn?.(again)) ?? {};
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
      if (last.turn !== turn) return;
      turn++;
      again = true;
    },
  };
}
