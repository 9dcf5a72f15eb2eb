import { useMemo, useState } from "react";
import type { DashboardFile } from "../../api/schema.ts";
import type { Dashboard } from "../../tiles/dashboard.ts";

/** Changes of a dashboard that are not saved: what they were made to, and what they make of it. */
export interface Draft {
  /** The version that was read; null: of a file that is not there any more. */
  readonly base: string | null;
  readonly from: Dashboard;
  readonly value: Dashboard;
}

/** A dashboard as it is edited in this window. */
export interface Drafting {
  readonly draft: Draft | null;
  /** Whether anything was changed. */
  readonly dirty: boolean;
  readonly begin: (file: DashboardFile) => void;
  readonly change: (value: Dashboard) => void;
  /** Takes the last change back; null: there is none. */
  readonly undo: (() => void) | null;
  readonly end: () => void;
}

/** Keeps what is edited in the window, so that a reload or the end of the server loses nothing. */
export function useDraft(name: string): Drafting {
  const key = `smac.dashboard.${name}`;
  const [draft, setDraft] = useState<Draft | null>(() => readDraft(key));
  const [past, setPast] = useState<readonly Dashboard[]>([]);
  const keep = (next: Draft | null): void => {
    setDraft(next);
    writeDraft(key, next);
  };
  const dirty = useMemo(() => draft !== null && JSON.stringify(draft.value) !== JSON.stringify(draft.from), [draft]);
  return {
    draft,
    dirty,
    begin(file) {
      setPast([]);
      keep({ base: file.version, from: file.value, value: file.value });
    },
    change(value) {
      if (draft === null) return;
      setPast([...past.slice(-99), draft.value]);
      keep({ ...draft, value });
    },
    undo:
      draft === null || past.length === 0
        ? null
        : () => {
            keep({ ...draft, value: past.at(-1) ?? draft.value });
            setPast(past.slice(0, -1));
          },
    end() {
      setPast([]);
      keep(null);
    },
  };
}

function readDraft(key: string): Draft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null") as Partial<Draft> | null;
    return kept !== null && Array.isArray(kept.value?.tiles) && kept.from !== undefined && kept.base !== undefined
      ? (kept as Draft)
      : null;
  } catch {
    // Storage is closed, or holds something else: there is no draft.
    return null;
  }
}

function writeDraft(key: string, draft: Draft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Storage is closed or full: the draft lives as long as the page.
  }
}
