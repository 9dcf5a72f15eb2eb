import { join, parse } from "node:path";
import { build } from "vite";

/**
 * Writes a script, and all that it imports at first of the sources and packages, into one file in the folder `one-file`
 * of a folder: a process that runs it starts in a third of the processor time. Threads of its own it does not start.
 * What is not JavaScript is looked for in the folder's `node_modules`.
 *
 * @returns the file
 */
export async function inOneFile(script: string, folder: string): Promise<string> {
  const name = `${parse(script).name}.mjs`;
  await build({
    root: folder,
    configFile: false,
    publicDir: false,
    logLevel: "error",
    ssr: { noExternal: true, external: ["@duckdb/node-bindings", "@napi-rs/keyring", "node-sqlite3-wasm"] },
    build: {
      ssr: script,
      outDir: join(folder, "one-file"),
      target: "node20",
      minify: false,
      rolldownOptions: { output: { format: "esm", entryFileNames: name, chunkFileNames: "[name]-[hash].mjs" } },
    },
  });
  return join(folder, "one-file", name);
}
