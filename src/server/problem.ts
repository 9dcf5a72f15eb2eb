import { STATUS_CODES } from "node:http";
import { z } from "@hono/zod-openapi";
import { SmacError, SmacErrors } from "../errors.ts";

/** What went wrong, as RFC 9457 says it, with the codes of the command line. */
export const problemAnswer = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    hint: z.string().optional(),
    at: z.string().optional().openapi({ description: "the place in a file of the project: segments/a.yml:3:5" }),
    errors: z
      .array(
        z.strictObject({
          code: z.string(),
          detail: z.string(),
          hint: z.string().optional(),
          at: z.string().optional(),
        }),
      )
      .optional(),
  })
  .openapi("Problem");

/** A problem as it is sent. */
export type Problem = z.infer<typeof problemAnswer>;

const byCode: Readonly<Record<string, number>> = {
  API_NOT_FOUND: 404,
  API_UNKNOWN_JOB: 404,
  QUERY_UNKNOWN_CLUSTER: 404,
  API_WRONG_METHOD: 405,
  API_NOT_ACCEPTABLE: 406,
  API_OLD_CURSOR: 409,
  API_JOB_RUNNING: 409,
  API_TOO_LARGE: 413,
  INPUT_TOO_LARGE: 413,
  API_NO_ROOM: 413,
  API_UPLOADS_FULL: 409,
  API_UNKNOWN_UPLOAD: 404,
  API_INTERRUPTED: 400,
  API_IMPORT_STOPPED: 409,
  API_TOO_LONG: 414,
  API_NOT_JSON: 415,
  API_NO_TOKEN: 401,
  API_WRONG_TOKEN: 401,
  API_SCOPE: 403,
  API_SIGN_IN_REFUSED: 403,
  API_SIGN_IN_NO_ROLE: 403,
  API_SIGN_IN_PROVIDER: 503,
  API_HOST: 403,
  API_ORIGIN: 403,
  API_CSRF: 403,
  API_NO_VERSION: 428,
  API_SHARE_ENDED: 410,
  USAGE_CHANGED_MEANWHILE: 412,
  USAGE_NOT_KEPT: 404,
  USAGE_EXISTS: 409,
  USAGE_UNKNOWN_CONNECTION: 404,
  SECRET_PASSPHRASE: 409,
  API_TOO_MANY: 429,
  STORE_EMPTY: 409,
  STORE_MISSING: 409,
  STORE_OUTDATED: 409,
  OUTPUT_TOO_MANY_ROWS: 400,
};
/** Trouble of these areas is never what the request says, but what stands on this computer. */
const ours = /^(STORE|ENGINE|SECRET|OUTPUT)_/;
const unasked = new WeakSet<SmacError>();

/** Notes that an error comes from the project itself, whatever was asked. */
export function notAsked(error: unknown): unknown {
  if (error instanceof SmacError) unasked.add(error);
  return error;
}

/** The HTTP status of an error, by what can be done about it. */
export function statusOf(error: unknown): number {
  if (!(error instanceof SmacError)) return 500;
  if (unasked.has(error)) return 500;
  const known = byCode[error.code];
  if (known !== undefined) return known;
  if (error.recovery === "retry") return 503;
  if (error.recovery === "abort") return 499;
  return ours.test(error.code) && error.code !== "ENGINE_CONVERSION" ? 500 : 400;
}

/** Seconds after which it is worth to try again; null: it is not. */
export function retryAfter(error: unknown): number | null {
  if (!(error instanceof SmacError) || error.recovery !== "retry") return null;
  return error.code === "API_TOO_MANY" ? 1 : 5;
}

/** An error as what is sent; of an error of the program nothing but that it is one. */
export function problemOf(error: unknown): Problem {
  const status = statusOf(error);
  const title = status === 499 ? "Client Closed Request" : (STATUS_CODES[status] ?? "Error");
  if (!(error instanceof SmacError)) {
    const detail = "this is a mistake of the program; its log has more";
    return { type: "urn:smac:error:API_BUG", title, status, detail, code: "API_BUG" };
  }
  const { code, message, hint } = error;
  return {
    type: `urn:smac:error:${code}`,
    title,
    status,
    detail: message,
    code,
    ...(hint === undefined ? {} : { hint }),
    ...placeOf(error),
    ...(error instanceof SmacErrors ? { errors: error.errors.map(plain) } : {}),
  };
}

function plain(error: SmacError) {
  const { code, message, hint } = error;
  return { code, detail: message, ...(hint === undefined ? {} : { hint }), ...placeOf(error) };
}

function placeOf({ at }: SmacError): { at?: string } {
  return at === undefined ? {} : { at: `${at.file}:${at.line}:${at.column}` };
}
