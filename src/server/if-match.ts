import { SmacError } from "../errors.ts";

/** Which version a request means, as its headers say it. */
export interface Match {
  readonly ifMatch: string | null;
  readonly ifNoneMatch: string | null;
}

/**
 * The version that a change is made to, as `If-Match` names it; null: it names none.
 */
export function versionNamed({ ifMatch }: Match): string | null {
  return /^(?:W\/)?"([\w-]{1,60})"$/.exec(ifMatch?.trim() ?? "")?.[1] ?? null;
}

/** The error of a change that does not say which version it is made to. */
export function noVersion(): SmacError {
  return new SmacError("API_NO_VERSION", "a change must say which version it is made to", {
    hint: "send If-Match with the ETag that was read, or If-None-Match: * for a new one",
  });
}
