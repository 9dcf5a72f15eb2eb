import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Effects } from "../../src/effects.ts";
import { modelFrom } from "../../src/model/load.ts";
import type { ProjectModel } from "../../src/model/project-model.ts";
import { openStore } from "../../src/store/store.ts";
import type { Store } from "../../src/store/store.ts";

/** A temporary folder with a smac.yml and files, a clock that is set by hand, and its store. */
export interface ProjectFolder {
  readonly directory: string;
  /** The clock, in microseconds since 1970 UTC; every look moves it on by a microsecond. */
  now: number;
  readonly effects: Effects;
  model(): ProjectModel;
  write(path: string, content: string | readonly string[]): void;
  yaml(text: string): void;
  store<T>(work: (store: Store) => Promise<T>): Promise<T>;
  import(): Promise<void>;
  remove(): void;
}

/** Makes such a folder; `files` are written into it. */
export function projectFolder(
  yaml: string,
  files: Readonly<Record<string, string | readonly string[]>> = {},
): ProjectFolder {
  const directory = mkdtempSync(join(tmpdir(), "smac-store-"));
  let text = yaml;
  const silent = { write: () => undefined, isTTY: false, columns: 80 };
  const folder: ProjectFolder = {
    directory,
    now: Date.UTC(2026, 10, 1) * 1000,
    effects: {
      now: () => (folder.now += 1),
      env: {},
      cwd: directory,
      stdin: process.stdin,
      stdout: silent,
      stderr: silent,
      signal: new AbortController().signal,
    },
    model: () => modelFrom(text, { file: join(directory, "smac.yml"), directory }),
    write(path, content) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), typeof content === "string" ? content : `${content.join("\n")}\n`);
    },
    yaml(next) {
      text = next;
      folder.write("smac.yml", next);
    },
    async store(work) {
      const store = await openStore(folder.model(), { mode: "create", effects: folder.effects });
      try {
        return await work(store);
      } finally {
        await store.close();
      }
    },
    import: () => folder.store(async (store) => void (await store.import())),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
  folder.yaml(yaml);
  for (const [path, content] of Object.entries(files)) folder.write(path, content);
  return folder;
}

/** An instant from its ISO text, in microseconds since 1970 UTC. */
export function at(text: string): number {
  return Date.parse(text) * 1000;
}
