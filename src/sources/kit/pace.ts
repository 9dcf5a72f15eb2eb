import type { CallLimits, HttpWorld } from "./http.ts";

// A little more than a minute: the service counts when a call arrives, not when it leaves.
const MINUTE = 60_500_000;

/** Lets calls through no faster than the limits allow, in the order they came. */
export interface Pace {
  /** Resolves when a call may be made, with what to call once it is over. Rejects with the signal's reason. */
  enter(signal: AbortSignal): Promise<() => void>;
  /** Lets no call through for so many milliseconds. */
  hold(milliseconds: number): void;
}

/** A pace of so many calls in any minute and so many at once, for all calls to one service. */
export function pace(limits: Pick<CallLimits, "perMinute" | "atOnce">, world: HttpWorld): Pace {
  const rooms = places(Math.max(1, limits.atOnce));
  let begun: number[] = [];
  let heldUntil = Number.NEGATIVE_INFINITY;
  let turn: Promise<void> = Promise.resolve();

  function opensAt(now: number): number {
    // A clock that was set back would hold everyone for as long.
    if (now < (begun.at(-1) ?? now)) begun = [];
    begun = begun.filter((at) => at > now - MINUTE);
    const first = begun.length < limits.perMinute ? undefined : begun.at(-limits.perMinute);
    return Math.max(heldUntil, first === undefined ? now : first + MINUTE);
  }

  async function pass(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const now = world.now();
      const opens = opensAt(now);
      if (opens <= now) break;
      await world.sleep(Math.ceil((opens - now) / 1000), signal);
    }
    begun.push(world.now());
  }

  return {
    async enter(signal) {
      const leave = await rooms.take(signal);
      const passed = turn.then(() => pass(signal));
      turn = passed.catch(() => {});
      try {
        await passed;
      } catch (error) {
        leave();
        throw error;
      }
      return leave;
    },
    hold(milliseconds) {
      heldUntil = Math.max(heldUntil, world.now() + milliseconds * 1000);
    },
  };
}

function places(count: number): { take(signal: AbortSignal): Promise<() => void> } {
  let free = count;
  const waiting = new Set<() => void>();
  function leave(): void {
    free++;
    const [next] = waiting;
    next?.();
  }
  function place(): () => void {
    free--;
    let left = false;
    return () => {
      if (!left) leave();
      left = true;
    };
  }
  return {
    take(signal) {
      signal.throwIfAborted();
      if (free > 0) return Promise.resolve(place());
      return new Promise((resolve, reject) => {
        const end = (): void => {
          waiting.delete(next);
          signal.removeEventListener("abort", stop);
        };
        const stop = (): void => {
          end();
          reject(signal.reason as Error);
        };
        const next = (): void => {
          end();
          resolve(place());
        };
        waiting.add(next);
        signal.addEventListener("abort", stop, { once: true });
      });
    },
  };
}
