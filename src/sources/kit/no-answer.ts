/** That a call got no answer, or only a part of one. */
export interface NoAnswer {
  readonly is: "none";
  /** In words, without an address. */
  readonly why: string;
  /** False: nothing reached the service, so that any call may be made again. */
  readonly sent: boolean;
  /** Whether it may go better the next time. */
  readonly again: boolean;
}

/** What a failed `fetch` means. Its own words are not repeated: they may hold the address. */
export function noAnswer(error: unknown): NoAnswer {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = inner(each), depth++) {
    const known = meaning("code" in each ? String(each.code) : "", each.message);
    if (known !== null) return { is: "none", ...known };
  }
  return { is: "none", why: "the connection failed", sent: true, again: true };
}

/** That the service took too long. */
export function tooSlow(milliseconds: number, begun: boolean): NoAnswer {
  const seconds = Number((milliseconds / 1000).toPrecision(2));
  const what = begun ? "stopped in the middle of the answer for" : "did not answer within";
  return { is: "none", why: `the service ${what} ${seconds} s`, sent: true, again: true };
}

function inner(error: Error): unknown {
  return error instanceof AggregateError ? (error.errors[0] as unknown) : error.cause;
}

function meaning(code: string, message: string): Omit<NoAnswer, "is"> | null {
  const before = MEANINGS[code];
  if (before !== undefined) return before;
  if (CUT.has(code)) return { why: "the connection was cut", sent: true, again: true };
  if (/^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/.test(code)) return tooSlow(300_000, code.includes("BODY"));
  if (code.startsWith("HPE_")) return { why: "what answers is no web server", sent: true, again: false };
  if (/^(?:ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|EPROTO)/.test(code)) {
    return { why: `no safe connection can be made (${code})`, sent: false, again: false };
  }
  if (/incorrect header check|invalid (?:block|stored|code|distance)|unexpected end of file/i.test(message)) {
    return { why: "the compressed answer is broken", sent: true, again: true };
  }
  return null;
}

const REFUSED = { why: "nothing answers at its address", sent: false, again: true };
const UNKNOWN = { why: "the name of its host is not known", sent: false, again: false };
const UNREACHED = { why: "its network cannot be reached", sent: false, again: true };
const MEANINGS: Readonly<Record<string, Omit<NoAnswer, "is">>> = {
  ECONNREFUSED: REFUSED,
  ENOTFOUND: UNKNOWN,
  EAI_AGAIN: { ...UNKNOWN, why: "the name of its host cannot be looked up now", again: true },
  ENETUNREACH: UNREACHED,
  EHOSTUNREACH: UNREACHED,
  ETIMEDOUT: UNREACHED,
  UND_ERR_CONNECT_TIMEOUT: UNREACHED,
};
const CUT = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED", "UND_ERR_SOCKET", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"]);
