import { openTurns } from "../engines/turns.ts";
import type { Answers } from "./project.ts";

/** Asked at once, questions are answered one after another: their tables have the same names in one engine. */
export function oneByOne<T extends Partial<Answers>>(answers: T): T {
  const turns = openTurns();
  const inTurn =
    (ask: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]): Promise<unknown> => {
      const end = await turns.take();
      try {
        return await ask(...args);
      } finally {
        end();
      }
    };
  return Object.fromEntries(Object.entries(answers).map(([name, ask]) => [name, inTurn(ask as never)])) as T;
}
