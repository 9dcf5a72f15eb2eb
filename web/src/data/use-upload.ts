import { useEffect, useRef, useState } from "react";
import { sendFile } from "../api/upload.ts";
import type { Problem, Upload } from "../api/schema.ts";
import { useAnswer } from "../api/use-answer.ts";
import { bytesText } from "../words/bytes.ts";

/** A file on its way to the server. */
export interface Uploading {
  /** What is sent; null: nothing. */
  readonly file: { readonly name: string; readonly bytes: number; readonly sent: number } | null;
  readonly problem: Problem | null;
  /** Whether the last one was cancelled. */
  readonly cancelled: boolean;
  readonly send: (file: File) => void;
  readonly cancel: () => void;
}

/** Sends files to be imported, one at a time; `arrived` is told of each that did. Leaving the page stops it. */
export function useUpload(arrived: (upload: Upload) => void): Uploading {
  const limits = useAnswer("/api/v1/uploads", {}).data?.limits ?? null;
  const [file, setFile] = useState<Uploading["file"]>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [cancelled, setCancelled] = useState(false);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const send = async (chosen: File): Promise<void> => {
    stop.current?.abort();
    const own = new AbortController();
    stop.current = own;
    setCancelled(false);
    setProblem(null);
    if (limits !== null && chosen.size > limits.bytes) {
      setProblem(tooLarge(chosen, limits.bytes));
      return;
    }
    setFile({ name: chosen.name, bytes: chosen.size, sent: 0 });
    try {
      const onProgress = (sent: number, of: number): void => setFile({ name: chosen.name, bytes: of, sent });
      const answered = await sendFile(chosen, { onProgress, signal: own.signal });
      setFile(null);
      if (answered.ok) arrived(answered.data);
      else setProblem(answered.problem);
    } catch (error) {
      if (!own.signal.aborted) throw error;
      if (stop.current !== own) return;
      setFile(null);
      setCancelled(true);
    }
  };
  return { file, problem, cancelled, send: (chosen) => void send(chosen), cancel: () => stop.current?.abort() };
}

function tooLarge(file: File, most: number): Problem {
  return {
    type: "about:blank",
    title: "Too large",
    status: 413,
    code: "API_TOO_LARGE",
    detail: `${file.name} has ${bytesText(file.size)}; at most ${bytesText(most)} can be sent.`,
    hint: "Name it in smac.yml where it lies, or start smac serve with a larger --upload-limit.",
  };
}
