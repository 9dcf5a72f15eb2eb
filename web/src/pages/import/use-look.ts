import { useCallback, useEffect, useRef, useState } from "react";
import { ask } from "../../api/ask.ts";
import { change } from "../../api/change.ts";
import type { Mapping, Problem, UploadLook } from "../../api/schema.ts";

/** A file that was sent, as it is looked at and corrected. */
export interface Looking {
  readonly look: UploadLook | null;
  /** The mapping as it is chosen; ahead of `look` while that is on its way. */
  readonly mapping: Mapping | null;
  readonly problem: Problem | null;
  readonly waiting: boolean;
  readonly correct: (mapping: Mapping) => void;
  /** Looks at another sheet or table of the file. */
  readonly choosePart: (part: string) => void;
  readonly again: () => void;
}

/** Looks at a file that was sent, and again after every correction; only the last one counts. */
export function useLook(id: string): Looking {
  const [look, setLook] = useState<UploadLook | null>(null);
  const [mapping, setMapping] = useState<Mapping | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [waiting, setWaiting] = useState(true);
  const asking = useRef<AbortController | null>(null);
  const go = useCallback(
    async (chosen: Mapping | { readonly part: string } | null): Promise<void> => {
      asking.current?.abort();
      const own = new AbortController();
      asking.current = own;
      setWaiting(true);
      const path = { id };
      const { signal } = own;
      try {
        const answered =
          chosen === null
            ? await ask("/api/v1/uploads/{id}", {}, { path, signal })
            : "part" in chosen
              ? await change("PUT", "/api/v1/uploads/{id}/part", { path, signal, body: chosen })
              : await change("PUT", "/api/v1/uploads/{id}", { path, signal, body: chosen });
        if (asking.current !== own) return;
        setWaiting(false);
        setProblem(answered.ok ? null : answered.problem);
        if (!answered.ok) return;
        setLook(answered.data);
        setMapping(answered.data.mapping);
      } catch (error) {
        if (!own.signal.aborted) throw error;
      }
    },
    [id],
  );
  useEffect(() => {
    void go(null);
    return () => asking.current?.abort();
  }, [go]);
  return {
    look,
    mapping,
    problem,
    waiting,
    correct: (chosen) => {
      setMapping(chosen);
      void go(chosen);
    },
    choosePart: (part) => void go({ part }),
    again: () => void go(null),
  };
}
