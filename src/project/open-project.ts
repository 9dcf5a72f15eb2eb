import type { Effects } from "../effects.ts";
import type { Answers } from "./project.ts";
/** placeholder for type-checking until the store is wired */
export async function openProject(_directory: string, _around: { readonly effects: Effects; note(text: string): void }): Promise<Answers & { close(): Promise<void> }> {
  throw new Error("not wired yet");
}
