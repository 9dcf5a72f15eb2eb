import type { SourceType } from "./kit/source.ts";

/** Every system that a project can be connected to, in the order that help shows them. */
export const sourceTypes: readonly SourceType[] = [];
