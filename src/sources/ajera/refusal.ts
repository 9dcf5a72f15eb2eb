import { SmacError } from "../../errors.ts";
import type { HttpAnswer, Verdict } from "../kit/http.ts";
import type { ApiVersion, Meant } from "./answer.ts";

type Refused = Meant & { readonly is: "refused" };

const where = "in Ajera: Utility > Setup > Integrations > API Settings";

/** What is wrong when Ajera refuses, as errors with the next step. */
export const refusal = {
  noAddress(name: string): SmacError {
    return new SmacError("SOURCE_NOT_FOUND", `${name}: what was given as the API address is no address`, {
      hint: `copy it with “Copy API URL”, ${where}, and run smac connect again`,
    });
  },
  notAjera(name: string, label: string): SmacError {
    return new SmacError("SOURCE_BAD_ANSWER", `${name}: ${label}: the answer is not one of Ajera's`, {
      recovery: "retry",
      hint: `check that the API address was copied whole, with “Copy API URL”, ${where}`,
    });
  },
  oneKey(name: string, method: string, said: string): SmacError {
    return new SmacError("SOURCE_BAD_ANSWER", `${name}: ${method} is refused even for a single key: ${said}`, {
      recovery: "skip",
      hint: "try again later",
    });
  },
  leftOut(name: string, method: string, keys: readonly number[]): SmacError {
    const some = keys.slice(0, 5).join(", ") + (keys.length > 5 ? ", …" : "");
    const message = `${name}: ${method} has twice left out keys that are listed (${keys.length}: ${some})`;
    return new SmacError("SOURCE_BAD_ANSWER", message, {
      recovery: "retry",
      hint: "try again later; nothing was taken for deleted. If it stays so, check what the API user may see",
    });
  },
  signIn(name: string, meant: Refused, version: ApiVersion): SmacError {
    if (meant.why === "version" || /version/i.test(meant.said))
      return new SmacError(
        "SOURCE_SIGN_IN",
        `${name}: signing in for API version ${version} is refused: ${meant.said}`,
        {
          hint: "timesheets need version 2, employees version 1; ask Deltek which versions this Ajera knows",
        },
      );
    return new SmacError("SOURCE_SIGN_IN", `${name}: Ajera does not accept the user name or password: ${meant.said}`, {
      hint: `check them, and that the user is an API user, ${where}; employees' own log-ins do not work. Then run smac connect again`,
    });
  },
  ofMethod(name: string, method: string, about: { readonly meant: Refused; readonly version: ApiVersion }): SmacError {
    const { why, said } = about.meant;
    const message = `${name}: ${method} is refused: ${said}`;
    if (why === "session" || why === "sign-in")
      return new SmacError("SOURCE_SIGN_IN", message, {
        recovery: "retry",
        hint: "signing in again did not help; try again later, and check that the API user is active",
      });
    if (why === "version")
      return new SmacError("SOURCE_PERMISSION", message, {
        recovery: "skip",
        hint: method.endsWith("Projects")
          ? `set “projects_version: ${about.version === 1 ? 2 : 1}” for this source in smac.yml`
          : "this Ajera offers the method in another API version than is known; leave its stream out with “streams:” in smac.yml",
      });
    if (why === "permission")
      return new SmacError("SOURCE_PERMISSION", message, {
        recovery: "skip",
        hint: `let the API user read ${method}, ${where}; in the cloud it takes some minutes until it holds`,
      });
    const hint =
      why === "arguments"
        ? "this version of Ajera may know the method differently; please report it"
        : "try again later";
    return new SmacError("SOURCE_BAD_ANSWER", message, { recovery: "skip", hint });
  },
};

/** What the HTTP status of an answer means; what Ajera says inside comes later. */
export function verdictOn(answer: HttpAnswer, about: { readonly name: string; readonly label: string }): Verdict {
  const { status } = answer;
  if (status >= 200 && status < 300) return { is: "done" };
  const message = `${about.name}: ${about.label}: HTTP ${status}`;
  if (status === 429 || status >= 500)
    return { is: "again", why: status === 429 ? "too many calls" : "a fault of the server" };
  if (status === 404 || status === 410)
    return {
      is: "failed",
      error: new SmacError("SOURCE_NOT_FOUND", `${message}: there is no Ajera at this address`, {
        hint: `copy the API address again with “Copy API URL”, ${where}, and run smac connect`,
      }),
    };
  if (status === 401 || status === 403)
    return {
      is: "failed",
      error: new SmacError("SOURCE_SIGN_IN", `${message}: the server does not let the call through`, {
        hint: `copy the API address again with “Copy API URL”, ${where}; on your own server, check its firewall and sign-in`,
      }),
    };
  return {
    is: "failed",
    error: new SmacError("SOURCE_BAD_ANSWER", message, { recovery: "retry", hint: "try again later" }),
  };
}
