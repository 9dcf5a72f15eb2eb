import type { SyncReceipt } from "../sync/sync-work.ts";

/** A sync's receipt as plain data that becomes JSON. */
export function plainReceipt({ state, streams, notes }: SyncReceipt) {
  const plain = streams.map(({ error, microseconds, ...rest }) => ({
    ...rest,
    seconds: microseconds / 1_000_000,
    error: error === null ? null : { code: error.code, message: error.message, hint: error.hint ?? null },
  }));
  return { state, streams: plain, notes };
}
