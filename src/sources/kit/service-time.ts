import type { Instant } from "../../time/instant.ts";

/** Microseconds that a service's clock may be ahead of ours without a word. */
const usual = 300_000_000;

/**
 * A moment by a service's clock, to go on reading from. One far ahead of ours is
 * not trusted: were it set right, changes until then would never be read. Ours
 * counts then, which reads rather more than less, and that is noted.
 */
export function trusted(
  at: Instant,
  here: { readonly now: Instant; readonly name: string; readonly note: (text: string) => void },
): Instant {
  if (at <= here.now + usual) return at;
  here.note(
    `${here.name}: the clock of the service is far ahead of the one here; changes are read again from the time here: is the clock of this machine right?`,
  );
  return here.now;
}
