import type { OnProgress } from "../project/question-progress.ts";
import type { Effects } from "../effects.ts";

/** A question that is answered before it was told of so often, four times a second, says nothing on its way. */
const patience = 6;

/** Says on a line of a terminal how far a long question is, and takes the line away again; elsewhere nothing. */
export function questionLine({ stderr }: Pick<Effects, "stderr">): OnProgress | undefined {
  if (!stderr.isTTY) return undefined;
  let told = 0;
  let shown = false;
  return (progress) => {
    if (progress === null) {
      if (shown) stderr.write("\r\u001b[K");
      shown = false;
      return;
    }
    told += 1;
    if (told < patience) return;
    const far = progress.percent === null ? "" : `: ${Math.floor(progress.percent)} %`;
    stderr.write(`\r\u001b[Ksmac: counting, step ${progress.step}${far} (Ctrl-C stops it)`);
    shown = true;
  };
}
