import { SmacError } from "../../errors.ts";
import type { ErrorCode, ErrorDetail } from "../../errors.ts";

interface Rule {
  /** The server's own numbers and words, or the network's. */
  readonly codes: readonly (number | string)[];
  readonly code: ErrorCode;
  say(server: string, message: string): string;
  readonly detail: ErrorDetail;
}

const unreachable = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_SOCKET",
  "ECONNABORTED",
  "ERR_STREAM_PREMATURE_CLOSE",
  "socket hang up",
];

const certificates = [
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "ERR_TLS_CERT_ALTNAME_INVALID",
];

const rules: readonly Rule[] = [
  {
    codes: unreachable,
    code: "ENGINE_UNREACHABLE",
    say: (server) => `ClickHouse at ${server} does not answer`,
    detail: {
      recovery: "retry",
      hint: "check that the server runs and that store: in smac.yml names its host and HTTP port; nothing was half-written, and the same command goes on",
    },
  },
  {
    codes: certificates,
    code: "ENGINE_TLS",
    say: (server) => `the certificate of ClickHouse at ${server} is not trusted`,
    detail: {
      hint: "the server needs a certificate of a known authority and of its own name; one of your own authority is trusted with NODE_EXTRA_CA_CERTS=FILE",
    },
  },
  {
    codes: ["EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER", "HPE_INVALID_CONSTANT"],
    code: "ENGINE_TLS",
    say: (server) => `ClickHouse at ${server} does not speak as asked: one side expects TLS, the other does not`,
    detail: { hint: "set secure=true with the server's HTTPS port (8443), or leave it out with its HTTP port (8123)" },
  },
  {
    codes: [516, 192, 193, 194],
    code: "ENGINE_SIGN_IN",
    say: (server) => `ClickHouse at ${server} refuses the user or the password`,
    detail: { hint: "check the user in store: of smac.yml and the secret that it refers to" },
  },
  {
    codes: [497, 164, 291],
    code: "ENGINE_NO_PERMISSION",
    say: (server, message) => `ClickHouse at ${server} does not allow it: ${message}`,
    detail: { hint: "docs/clickhouse.md lists the grants that reading and loading need" },
  },
  {
    codes: [241, 173],
    code: "ENGINE_OUT_OF_MEMORY",
    say: (server) => `ClickHouse at ${server} has not enough memory for this question`,
    detail: {
      recovery: "retry",
      hint: "ask for a shorter range, or raise max_memory_usage of the user; nothing was changed",
    },
  },
  {
    codes: [159, 160],
    code: "ENGINE_TIMEOUT",
    say: (server) => `ClickHouse at ${server} stopped the question: it took longer than the user may`,
    detail: { recovery: "retry", hint: "ask for a shorter range, or raise max_execution_time of the user" },
  },
  {
    codes: [394, 735],
    code: "ENGINE_CANCELLED",
    say: () => "the work was stopped before it ended",
    detail: { recovery: "abort" },
  },
  {
    codes: [243],
    code: "ENGINE_NO_SPACE",
    say: (server) => `the disk of ClickHouse at ${server} is full`,
    detail: { recovery: "retry", hint: "free some space there; nothing was half-written" },
  },
  {
    codes: [81],
    code: "ENGINE_NO_DATABASE",
    say: (server) => `ClickHouse at ${server} has no such database`,
    detail: { hint: "create the database that store: in smac.yml names; see docs/clickhouse.md" },
  },
  {
    codes: [60],
    code: "ENGINE_NO_TABLE",
    say: (server) => `a table of the store is not there at ${server}`,
    detail: { hint: "fill the store with `smac copy`; where someone dropped a table by hand, copy it anew" },
  },
  {
    codes: [16, 47, 53, 386, 20],
    code: "ENGINE_OTHER_TABLE",
    say: (server, message) => `a table of the store at ${server} is not as this program made it: ${message}`,
    detail: { hint: "someone altered it by hand: put it back as it was, or copy the store into an empty database" },
  },
  {
    codes: [225, 242, 285, 286, 319, 999],
    code: "ENGINE_READ_ONLY",
    say: (server) => `ClickHouse at ${server} takes no changes: its replicas cannot agree on them now`,
    detail: {
      recovery: "retry",
      hint: "look whether ClickHouse Keeper runs; nothing was half-written, and the same command goes on",
    },
  },
  {
    codes: [373],
    code: "ENGINE_BUSY",
    say: (server) => `ClickHouse at ${server} still works on what this command asked before`,
    detail: { recovery: "retry", hint: "try again in a moment" },
  },
  {
    codes: [115, 62, 46],
    code: "ENGINE_OLD_SERVER",
    say: (server, message) => `ClickHouse at ${server} does not know what it was asked: ${message}`,
    detail: { hint: "this program needs ClickHouse 25.8 or later" },
  },
];

/**
 * What a client's error means to a person: a {@link SmacError} for the outside
 * world, else a bare Error, which is a bug of ours and carries the statement as
 * its `cause`. No message shows a password.
 */
export function classify(error: unknown, { server, sql }: { readonly server: string; readonly sql: string }): Error {
  if (error instanceof SmacError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const codes = codesOf(error, message);
  const rule = rules.find((each) => each.codes.some((code) => codes.includes(String(code))));
  if (rule !== undefined)
    return new SmacError(rule.code, rule.say(server, firstSentence(message)), { ...rule.detail, cause: error });
  if (/Timeout error|timed out/i.test(message))
    return new SmacError("ENGINE_TIMEOUT", `ClickHouse at ${server} did not answer in time`, {
      recovery: "retry",
      hint: "ask for a shorter range, or look at what else the server is doing",
      cause: error,
    });
  return new Error(message, { cause: sql });
}

function codesOf(error: unknown, message: string): readonly string[] {
  const codes: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ("code" in at) codes.push(String(at.code));
    if (at instanceof AggregateError) codes.push(...at.errors.flatMap((each: unknown) => codesOf(each, "")));
  }
  if (message.includes("socket hang up")) codes.push("socket hang up");
  const inside = /Code: (\d+)\./.exec(message)?.[1];
  return inside === undefined ? codes : [...codes, inside];
}

function firstSentence(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/^Code: \d+\. DB::Exception: /, "").slice(0, 300);
}
