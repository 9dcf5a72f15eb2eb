import type { HttpWorld } from "../kit/http.ts";

/** Lets one caller after the other through, at least so many milliseconds apart. */
export function spacing(milliseconds: number, world: HttpWorld): (signal: AbortSignal) => Promise<void> {
  let next = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    signal.throwIfAborted();
    const now = world.now() / 1000;
    const waits = next - now;
    // A clock that was set back would make everyone wait for as long.
    const isFar = waits > 60 * milliseconds + 1000;
    next = (waits > 0 && !isFar ? next : now) + milliseconds;
    if (waits > 0 && !isFar) await world.sleep(waits, signal);
  };
}
