import { useEffect, useRef } from "react";
import { recall, remember } from "./theme.ts";

/** What single keys do; the page's own come from the parts that have them. */
export interface KeyActions {
  readonly find: () => void;
  readonly shortcuts: () => void;
  readonly go: (letter: string) => void;
  readonly step: (by: number) => void;
  readonly table: () => void;
}

const offKey = "smac.keys";

/** Whether single keys work on this computer. */
export function keysOn(): boolean {
  return recall(offKey) !== "off";
}

/** Switches single keys on or off on this computer. */
export function switchKeys(on: boolean): void {
  remember(offKey, on ? null : "off");
}

/** Listens for single keys wherever nothing is typed. */
export function useKeys(actions: KeyActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    // A page may be younger than the pause after which a key stands by itself.
    let goingSince = Number.NEGATIVE_INFINITY;
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      if (!keysOn() || document.querySelector("dialog[open]") !== null) return;
      const going = event.timeStamp - goingSince < 1200;
      goingSince = Number.NEGATIVE_INFINITY;
      if (going && /^[a-z]$/.test(event.key)) latest.current.go(event.key);
      else if (event.key === "g") goingSince = event.timeStamp;
      else if (!act(event.key, latest.current)) return;
      event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}

function act(key: string, actions: KeyActions): boolean {
  const table: Readonly<Record<string, () => void>> = {
    "/": actions.find,
    "?": actions.shortcuts,
    "[": () => actions.step(-1),
    "]": () => actions.step(1),
    t: actions.table,
  };
  const action = table[key];
  action?.();
  return action !== undefined;
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
