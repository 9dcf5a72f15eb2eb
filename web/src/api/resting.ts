/** In milliseconds: so long a pointer, or the focus, rests before its question is asked ahead, and has left before that is given up. */
const [restsFor, leftFor] = [80, 300];

/** What a pointer or the focus is on, and the question that its press would ask. */
export interface Resting<T> {
  /** Told when the pointer, or the focus, is on something; null: on nothing that asks. */
  readonly rest: (on: T | null) => void;
  /** Told when something is pressed. */
  readonly press: (on: T) => void;
  /** Nothing is rested on any more; what was asked is given up, unless somebody waits for it by then. */
  readonly end: () => void;
}

/**
 * Asks a question as soon as a pointer or the focus rests on what asks it, at the latest when that is pressed: it is
 * under way before the page has drawn that it is. `ask` gives what gives the question up.
 */
export function resting<T>(
  ask: (on: T) => () => void,
  isSame: (a: T, b: T) => boolean = (a, b) => a === b,
): Resting<T> {
  let soon: ReturnType<typeof setTimeout> | undefined;
  let asked: { readonly on: T; readonly giveUp: () => void } | null = null;
  const giveUp = (): void => {
    asked?.giveUp();
    asked = null;
  };
  const press = (on: T): void => {
    clearTimeout(soon);
    if (asked !== null && !isSame(asked.on, on)) giveUp();
    asked = { on, giveUp: ask(on) };
  };
  return {
    press,
    rest(on) {
      clearTimeout(soon);
      soon = on === null ? setTimeout(giveUp, leftFor) : setTimeout(() => press(on), restsFor);
    },
    end() {
      clearTimeout(soon);
      setTimeout(giveUp, leftFor);
    },
  };
}
