import { useCallback, useSyncExternalStore } from "react";

/** What the reader wants: the system's theme, or one of the two. */
export type Theme = "system" | "light" | "dark";

const key = "smac.theme";
const listeners = new Set<() => void>();

/** The theme chosen on this computer, and how to choose another. */
export function useTheme(): { readonly theme: Theme; readonly choose: (theme: Theme) => void } {
  const theme = useSyncExternalStore(subscribe, current, (): Theme => "system");
  const choose = useCallback((wanted: Theme) => {
    if (wanted === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = wanted;
    remember(key, wanted === "system" ? null : wanted);
    for (const listener of listeners) listener();
  }, []);
  return { theme, choose };
}

/** Something personal kept on this computer; null where there is none, or storage is closed. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps something personal on this computer; null forgets it. */
export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Storage is closed: it holds until the page is left.
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function current(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}
