import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Content } from "./answer.ts";

/** Answers that several streams are made of, kept small until the connection is closed. */
export interface KeptAnswers {
  /** The answer that is kept, else what `ask` brings. */
  get(key: string, ask: () => Promise<Content>): Promise<Content>;
  clear(): void;
}

const pack = promisify(gzip);
const unpack = promisify(gunzip);
/** Bytes, packed. */
const most = 96 * 2 ** 20;

/**
 * Keeps answers packed: the same names again and again leave a twentieth of
 * them. When there is no room the oldest go, and are asked for again.
 */
export function keptAnswers(): KeptAnswers {
  const kept = new Map<string, Buffer>();
  let bytes = 0;

  function forget(key: string): void {
    bytes -= kept.get(key)?.length ?? 0;
    kept.delete(key);
  }

  return {
    async get(key, ask) {
      const known = kept.get(key);
      if (known !== undefined) return JSON.parse((await unpack(known)).toString()) as Content;
      const content = await ask();
      const packed = await pack(JSON.stringify(content));
      forget(key);
      kept.set(key, packed);
      bytes += packed.length;
      for (const oldest of kept.keys()) {
        if (bytes <= most) break;
        forget(oldest);
      }
      return content;
    },
    clear() {
      kept.clear();
      bytes = 0;
    },
  };
}
