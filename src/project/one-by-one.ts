import { openTurns } from "../engines/turns.ts";

/** The same functions, of which one at a time is at work, in the order they were called. */
export function oneByOne<T extends { readonly [K in keyof T]: (...args: never[]) => Promise<unknown> }>(all: T): T {
  const turns = openTurns();
  const inTurn =
    (work: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]): Promise<unknown> => {
      const end = await turns.take();
      try {
        return await work(...args);
      } finally {
        end();
      }
    };
  return Object.fromEntries(Object.entries(all).map(([name, work]) => [name, inTurn(work as never)])) as unknown as T;
}
