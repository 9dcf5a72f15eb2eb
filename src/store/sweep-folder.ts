import { dirname, join } from "node:path";

/** Where what is made of a store's facts to answer faster lies: it can be deleted at any time, and an erasure does. */
export function sweepFolder(store: string): string {
  return join(dirname(store), "sweep");
}
