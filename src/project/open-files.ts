import { openEngine } from "../engines/duckdb/engine.ts";
import type { Effects } from "../effects.ts";
import { openZone } from "../time/zone.ts";
import { parsePredicate } from "../model/parse-predicate.ts";
import { presetNamed } from "../model/presets.ts";
import { adHocFacts } from "./ad-hoc/facts.ts";
import type { AdHocRequest } from "./ad-hoc/request.ts";
import type { AnswerSource } from "./answer-source.ts";
import { questionOf } from "./ask.ts";
import { oneByOne } from "./one-by-one.ts";
import type { OnProgress } from "./question-progress.ts";
import { type Answers, answersOver } from "./project.ts";

/** Files opened for questions; close them when done. */
export interface OpenedFiles extends Answers, AsyncDisposable {
  close(): Promise<void>;
}

/**
 * Opens files without a project: reads or views them once, so that any number of
 * questions can be asked.
 *
 * @throws SmacError for whatever cannot be read or is not there.
 */
export async function openFiles(
  request: AdHocRequest,
  effects: Pick<Effects, "cwd" | "stdin" | "now" | "signal">,
  note: (text: string) => void,
  onProgress?: OnProgress,
): Promise<OpenedFiles> {
  openZone(request.timezone);
  const engine = await openEngine({ path: null });
  try {
    const { facts, roles, warnings } = await adHocFacts(engine, request, {
      cwd: effects.cwd,
      stdin: effects.stdin,
      note,
      signal: effects.signal,
    });
    const source: AnswerSource = {
      engine,
      signal: effects.signal,
      note,
      onProgress,
      async understand(ask) {
        if (ask.definition !== undefined) presetNamed(ask.definition);
        const question = questionOf(ask, {
          timezone: request.timezone,
          weekStart: "monday",
          fiscalStart: 1,
          calendar: "gregorian",
          definition: {
            preset: ask.definition,
            by: request.by,
            products: request.product === undefined ? undefined : true,
            exclude: request.exclude === undefined ? [] : [parsePredicate(request.exclude, { flag: "--exclude" })],
          },
          hasStages: facts.stageSource !== null,
          hasProducts: roles.product !== undefined,
          clock: effects.now(),
        });
        return { question, facts, warnings };
      },
    };
    const answers = oneByOne(answersOver(async () => source));
    const close = () => engine.close();
    return { ...answers, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
