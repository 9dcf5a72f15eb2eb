import { SmacError } from "../errors.ts";
import type { Effects } from "../effects.ts";
import type { AdHocRequest } from "./ad-hoc/request.ts";
import { effectsHere } from "./effects-here.ts";
import { type OpenedFiles, openFiles as openFilesWith } from "./open-files.ts";
import { type Project, openProject as openProjectWith } from "./open-project.ts";

/** What a program may say about its surroundings. */
export interface LibraryOptions {
  /** Told of guesses and of what happens, a sentence each; default: nobody. */
  readonly note?: (text: string) => void;
  /** Stops what is running when aborted. */
  readonly signal?: AbortSignal;
  /** Seconds to wait while another program holds the store; default 5. */
  readonly waitSeconds?: number;
  /** Whether many questions will be asked, as by a server: tables that serve several are kept. Default: few. */
  readonly asksOften?: boolean;
  /** The outside world, for tests: clock, folder, standard input, and the environment that `${env:NAME}` names. */
  readonly effects?: Partial<Pick<Effects, "now" | "cwd" | "stdin" | "env">>;
}

/** Files and what their columns mean; what is left out is guessed. */
export type FilesRequest = Partial<AdHocRequest> & Pick<AdHocRequest, "files">;

/**
 * Opens the project in a folder (the one with `smac.yml`): reports, lists,
 * explanations, imports. Close it when done.
 *
 * @throws {@link SmacErrors} with every problem of `smac.yml` at once.
 *
 * @example
 * ```ts
 * const project = await openProject("smac-demo");
 * const { answer } = await project.report({ period: "month", from: "2026-09", to: "2026-10" });
 * answer.totals.map((total) => total.active); // [162, 154]
 * await project.close();
 * ```
 */
export async function openProject(directory: string, options: LibraryOptions = {}): Promise<Project> {
  return openProjectWith(directory, {
    effects: effectsHere(options),
    note: options.note ?? (() => {}),
    waitSeconds: options.waitSeconds,
    ...(options.asksOften === undefined ? {} : { asksOften: options.asksOften }),
    command: "a program",
  });
}

/**
 * Opens files without a project, as `smac report FILE…` does. Close them when done.
 *
 * @throws {@link SmacError} for whatever cannot be read or is not there.
 *
 * @example
 * ```ts
 * const files = await openFiles({ files: ["events.csv"], cluster: "account", at: "ts" });
 * const { answer } = await files.report({ period: "trailing:30d" });
 * await files.close();
 * ```
 */
export async function openFiles(request: FilesRequest, options: LibraryOptions = {}): Promise<OpenedFiles> {
  if (request.files.length === 0)
    throw new SmacError("USAGE_NO_FILES", "no files were named", { hint: 'for example { files: ["events.csv"] }' });
  return openFilesWith(
    { badRows: "fail", by: [], timezone: "UTC", ...request },
    effectsHere(options),
    options.note ?? (() => {}),
  );
}
