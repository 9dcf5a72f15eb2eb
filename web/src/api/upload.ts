import type { Answered } from "./ask.ts";
import { changeWord } from "./change.ts";
import type { Problem, Upload } from "./schema.ts";

/** Who is told while a file is sent, and what stops it. */
export interface Sending {
  /** Bytes that have gone, of how many. */
  readonly onProgress: (sent: number, of: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends a file to be imported, as it is, telling how far it is. What is wrong comes back as a value.
 * @throws DOMException `AbortError`
 */
export async function sendFile(file: File, sending: Sending): Promise<Answered<Upload>> {
  const first = await sentWith(await changeWord(), file, sending);
  // The server was started anew, or somebody signed in elsewhere: there is another word.
  if (first.ok || first.problem.status !== 403) return first;
  return sentWith(await changeWord({ anew: true }), file, sending);
}

/** The browser tells how far it is only of such a request. */
function sentWith(word: string | null, file: File, { onProgress, signal }: Sending): Promise<Answered<Upload>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    const done = (answered: Answered<Upload>): void => {
      signal.removeEventListener("abort", stop);
      resolve(answered);
    };
    request.open(
      "POST",
      `/api/v1/uploads?name=${encodeURIComponent(file.name.slice(-500).replaceAll(/\p{Cs}/gu, "_"))}`,
    );
    request.responseType = "text";
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", "application/octet-stream");
    if (word !== null) request.setRequestHeader("smac-csrf", word);
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded, file.size));
    request.addEventListener("load", () => done(answerOf(request)));
    request.addEventListener("error", () => done({ ok: false, retryAfter: null, problem: brokenOff }));
    request.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    signal.addEventListener("abort", stop);
    if (signal.aborted) request.abort();
    else request.send(file);
  });
}

function answerOf(request: XMLHttpRequest): Answered<Upload> {
  try {
    const body: unknown = JSON.parse(request.responseText);
    if (request.status === 200) return { ok: true, data: body as Upload };
    if (typeof body === "object" && body !== null && "code" in body)
      return { ok: false, retryAfter: null, problem: body as Problem };
  } catch {
    // Said below.
  }
  return { ok: false, retryAfter: null, problem: { ...brokenOff, status: request.status } };
}

const brokenOff: Problem = {
  type: "about:blank",
  title: "Not sent",
  status: 0,
  code: "PAGE_NOT_SENT",
  detail: "The file did not reach the server, and nothing of it was kept.",
  hint: "See whether smac serve still runs, then send it again.",
};
