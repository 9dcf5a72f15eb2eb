import { dirname } from "node:path";
import { SmacError } from "../errors.ts";
import type { Connection } from "../model/connection.ts";

/** The environment variable in which the sign-in of the generated company's system is, while that runs. */
export const demoSignIn = "SMAC_DEMO_SIGN_IN";

/**
 * Refuses a connection to a system that stood in for a real one and has stopped.
 *
 * @throws SmacError `SECRET_MISSING` with how to start it anew.
 */
export function refuseStoppedDemo(
  { credentials, type, at }: Pick<Connection, "credentials" | "type" | "at">,
  env: Readonly<Record<string, string | undefined>>,
): void {
  if (credentials !== `\${env:${demoSignIn}}` || (env[demoSignIn] ?? "") !== "") return;
  throw new SmacError("SECRET_MISSING", `the system that stood in for ${type} has stopped`, {
    at,
    hint: `smac demo ${dirname(at.file)} --from ${type} --force starts it anew and reads it; smac report tells of what was read`,
  });
}
