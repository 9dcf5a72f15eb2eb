import { readFileSync } from "node:fs";
import { register } from "node:module";
import { fileURLToPath } from "node:url";

/** Lets the files of test/, which are TypeScript, be imported. */
export function readTypeScript() {
  register(import.meta.url);
}

/** What Node asks when it loads a module. */
export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const { transformWithOxc } = await import("vite");
  const { code } = await transformWithOxc(readFileSync(fileURLToPath(url), "utf8"), fileURLToPath(url));
  return { format: "module", source: code, shortCircuit: true };
}
