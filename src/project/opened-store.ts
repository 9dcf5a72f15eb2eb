import type { ProjectModel } from "../model/project-model.ts";
import type { OpenOptions } from "../store/open-database.ts";
import { type Store, openStore } from "../store/store.ts";
import { type MadeTables, openMadeTables } from "./made-tables.ts";
import { oneByOne } from "./one-by-one.ts";

/** `read`: beside other readers; `write`: alone; `create`: as `write`, and made when it is not there. */
export type Mode = OpenOptions["mode"];

/** The store of a project, which is opened when it is first needed, and once whoever asks for it at the same time. */
export interface OpenedStore {
  /** Where it is open for reading and has to be written, it is opened anew. */
  open(mode: Mode): Promise<Store>;
  close(): Promise<void>;
  /** What questions leave for one another in a store that is open; undefined: nothing, since it may change. */
  made(store: Store): MadeTables | undefined;
}

/** A store that is not open yet. */
export function storeWhenNeeded(
  model: ProjectModel,
  about: {
    readonly effects: OpenOptions["effects"];
    readonly waitSeconds?: number | undefined;
    readonly command?: string | undefined;
    readonly note?: ((text: string) => void) | undefined;
    readonly asksOften?: boolean;
  },
): OpenedStore {
  const { effects, waitSeconds, command, note, asksOften = false } = about;
  let opened: { readonly store: Store; readonly mode: Mode; readonly made: MadeTables | undefined } | null = null;
  const close = async (): Promise<void> => {
    await opened?.store.close();
    opened = null;
  };
  const open = async (mode: Mode): Promise<Store> => {
    if (opened !== null && (opened.mode !== "read" || mode === "read")) return opened.store;
    await close();
    const store = await openStore(model, {
      mode,
      effects,
      note,
      ...(waitSeconds === undefined ? {} : { waitSeconds }),
      ...(command === undefined ? {} : { command }),
    });
    const alter = asksOften ? { alter: (sql: string) => store.engine.run(sql, []) } : {};
    const made = store.engine.isStill === true ? openMadeTables({ isShared: asksOften, ...alter }) : undefined;
    opened = { store, mode, made };
    return store;
  };
  return {
    ...oneByOne({ open, close }),
    made: (store) => (opened?.store === store ? opened.made : undefined),
  };
}
