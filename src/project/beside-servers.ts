import { existsSync } from "node:fs";
import type { ProjectModel } from "../model/project-model.ts";
import { type Store, type StoreOptions, openStore } from "../store/store.ts";
import { isAddress } from "../text/clickhouse-address.ts";

/**
 * Does some work with the file from which a store on servers is filled, open for reading; null: there is none, or it
 * does not hold the same facts, of which `note` is told.
 */
export async function besideServers<T>(
  servers: Store,
  model: ProjectModel,
  {
    effects,
    note,
    waitSeconds,
  }: Pick<StoreOptions, "effects"> & {
    readonly note: (text: string) => void;
    readonly waitSeconds?: number | undefined;
  },
  work: (file: Store | null) => Promise<T>,
): Promise<T> {
  if (!isAddress(model.store) || !existsSync(model.writtenIn)) return work(null);
  const wait = waitSeconds === undefined ? {} : { waitSeconds };
  const file = await openStore({ ...model, store: model.writtenIn }, { mode: "read", effects, ...wait });
  try {
    if ((await file.dataVersion()) === (await servers.dataVersion())) return await work(file);
    note("the file that the servers are filled from holds other facts than they do: it is not compared");
    return await work(null);
  } finally {
    await file.close();
  }
}
