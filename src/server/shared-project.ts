import { dirname, join, resolve } from "node:path";
import type { Effects } from "../effects.ts";
import type { Ask } from "../project/ask.ts";
import type { OidcSettings } from "../model/serve.ts";
import type { Project } from "../project/open-project.ts";
import type { Answered } from "../project/project.ts";
import type { Report } from "../query/report.ts";
import { askFirst } from "./first-ask.ts";
import { ProjectTurns, type Renewing } from "./project-turns.ts";
import { type ProjectSecrets, openSecrets } from "./project-secrets.ts";
import { type Turned, openSlots } from "./slots.ts";
import { openSweptAnswers } from "./swept-answers.ts";
import { type Looks, openLooks } from "./upload-looks.ts";
import { recoverUploads } from "../project/upload-import.ts";
import { type UploadLimits, type Uploads, openUploads, usualUploadLimits } from "../project/uploads.ts";

export { digest } from "./project-turns.ts";
export type { Turned } from "./slots.ts";

/** One project that all requests share: questions side by side, changes alone. */
export interface SharedProject {
  /** The folder of `smac.yml`, absolute. */
  readonly folder: string;
  /** Files that were sent to be imported, and what looks at them. */
  readonly uploads: Uploads;
  readonly looks: Looks;
  /** What opens the secrets of its connections. */
  readonly secrets: ProjectSecrets;
  /** The folder of the store on this computer, absolute. */
  storeFolder(): string;
  /** How people sign in with an account elsewhere; null: they do not. */
  signIn(): OidcSettings | null;
  /** Changes whenever an answer may: with every load, merge, deletion and change of `smac.yml`. */
  version(): string;
  /** Asks the project something when it is one's turn; the signal stops waiting and the running statement. */
  read<T>(signal: AbortSignal, work: (project: Project) => Promise<T>): Promise<Turned<T>>;
  /** A report: from memory, waiting for nobody, where that can be; else as {@link SharedProject.read}. */
  report(signal: AbortSignal, ask: Ask): Promise<Turned<Answered<Report>>>;
  /** Makes ready what a page asks first; resolves when it is, or cannot be. */
  begin(): Promise<void>;
  /** Holds the project until the work is done, and lets go of its store before and after it. */
  hold<T>(signal: AbortSignal, work: (project: Project) => Promise<T>, renewing?: Renewing): Promise<Turned<T>>;
  /** Waits for the running turns, and lets go of the store. */
  close(): Promise<void>;
}

/**
 * Opens the project in a folder for all requests; its store is opened when it is
 * first needed. `ceiling`: bytes that reports from memory may take; default: a
 * quarter of the machine's.
 *
 * @throws SmacErrors with every problem of `smac.yml`.
 */
export async function shareProject(
  directory: string,
  given: Effects,
  { ceiling, uploadLimits }: { readonly ceiling?: number; readonly uploadLimits?: Partial<UploadLimits> } = {},
): Promise<SharedProject> {
  const folder = resolve(given.cwd, directory);
  const secrets = openSecrets(folder, given);
  const { effects } = secrets;
  const limits = { ...usualUploadLimits, ...uploadLimits };
  const uploads = openUploads(folder, { limits, now: () => effects.now() });
  await recoverUploads(uploads, folder);
  const slots = await openSlots(folder, effects);
  const turns: ProjectTurns = new ProjectTurns(folder, effects, { slots, beforeAlone: () => swept.release() });
  const swept = openSweptAnswers({
    now: () => effects.now(),
    ceiling,
    turn: (signal, work) => turns.beside(signal, work),
  });
  const ending = new AbortController();
  let warming: Promise<void> = Promise.resolve();
  /** What was asked lately is made ready again. */
  const warm = async (): Promise<void> => {
    const asks = swept.lately;
    if (asks.length === 0 || ending.signal.aborted) return;
    await turns.read(ending.signal, (project) => project.isSettled());
    const state = turns.state();
    if (state !== null) for (const ask of asks) void swept.want(state, ask);
  };
  const fromMemory = async (ask: Ask): Promise<Turned<Answered<Report>> | null> => {
    const state = turns.state();
    // What cannot be asked is told by the store's own answer.
    const answer = state === null ? null : await swept.report(state, ask).catch(() => null);
    return answer === null ? null : { value: { answer, statements: [] }, notes: [] };
  };
  /** Made ready while SQL is at it: whichever answers first. */
  const afterMaking = async (ask: Ask): Promise<Turned<Answered<Report>> | null> => {
    const state = turns.state();
    if (state !== null) await swept.want(state, ask).catch(() => undefined);
    return fromMemory(ask);
  };
  return {
    folder,
    uploads,
    looks: openLooks(uploads, { folder, effects }),
    secrets,
    // A store on a server has none; what this one keeps beside it stays with the project.
    storeFolder: () => (turns.store.includes("://") ? join(folder, ".smac") : dirname(turns.store)),
    signIn: () => turns.model.serve.oidc,
    version: () => turns.version(),
    read: (signal, work) => turns.read(signal, work),
    async report(signal, ask) {
      const ready = await fromMemory(ask);
      if (ready !== null) return ready;
      if (turns.state() === null) await turns.read(signal, (project) => project.isSettled());
      const enough = new AbortController();
      const bySql = turns.read(AbortSignal.any([signal, enough.signal]), (project) => project.report(ask));
      try {
        return await Promise.race([bySql, afterMaking(ask).then((made) => made ?? bySql)]);
      } finally {
        enough.abort();
        bySql.catch(() => undefined);
      }
    },
    begin() {
      warming = askFirst({ turns, swept, now: effects.now(), signal: ending.signal }).catch(() => undefined);
      return warming;
    },
    hold: (signal, work, renewing) =>
      turns.hold(signal, work, renewing).finally(() => {
        warming = warm().catch(() => undefined);
      }),
    async close() {
      ending.abort();
      await warming;
      await swept.close();
      await turns.close();
    },
  };
}
