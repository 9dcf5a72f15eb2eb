import { resolve } from "node:path";
import { SmacError } from "../errors.ts";
import { loadModel } from "../model/load.ts";
import { sourceTypes } from "../sources/source-types.ts";
import { copyIn } from "../store/clickhouse/copy-in.ts";
import { copyOut } from "../store/clickhouse/copy-out.ts";
import type { CopyProgress, CopyReceipt } from "../store/clickhouse/copying.ts";
import { expiryAt } from "../store/clickhouse/expiry.ts";
import { openReplicatedServers, openServers } from "../store/clickhouse/open.ts";
import { dataVersion } from "../store/data-version.ts";
import { openDatabase } from "../store/open-database.ts";
import { isAddress, readAddress } from "../text/clickhouse-address.ts";
import type { ProjectAround } from "./open-project.ts";

export type { CopyProgress, CopyReceipt } from "../store/clickhouse/copying.ts";

/** Which way a project's store is copied: to another place, or from one. */
export interface CopyRequest {
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  onProgress?(progress: CopyProgress): void;
}

/**
 * Copies the store of a project from a file to ClickHouse, or back. Can be
 * stopped at any time: the next copy goes on.
 *
 * @throws SmacError `USAGE_COPY` when not one of the places is a file and the other ClickHouse.
 */
export async function copyStore(directory: string, around: ProjectAround, request: CopyRequest): Promise<CopyReceipt> {
  const { effects } = around;
  const folder = resolve(effects.cwd, directory);
  const model = loadModel(folder, undefined, undefined, [...sourceTypes, ...(around.systems ?? [])]);
  const other = request.to ?? request.from;
  if (other === undefined || (request.to !== undefined && request.from !== undefined))
    throw usage("name the other place with either --to or --from");
  const place = isAddress(other) ? other : resolve(effects.cwd, other);
  const [from, to] = request.to === undefined ? [place, model.store] : [model.store, place];
  if (isAddress(from) === isAddress(to))
    throw usage("a copy goes from a file to ClickHouse, or from ClickHouse to a file");
  const servers = isAddress(from) ? from : to;
  const places = { effects, directory: model.directory };
  const shards = isAddress(to)
    ? await openReplicatedServers(servers, places)
    : (await openServers(servers, places)).map((node) => [node]);
  try {
    const watched = { signal: effects.signal, onProgress: (progress: CopyProgress) => request.onProgress?.(progress) };
    if (isAddress(from)) return await copyIn(shards.flat(), to, watched);
    const database = await openDatabase(from, {
      effects,
      mode: "read",
      waitSeconds: around.waitSeconds ?? 5,
      command: around.command ?? "smac copy",
    });
    try {
      const data = (await dataVersion(database.engine)) ?? `at ${effects.now()}`;
      const expiry = expiryAt(readAddress(to).rawDays, effects.now());
      return await copyOut(database.engine, shards, { ...watched, data, expiry });
    } finally {
      await database.close();
    }
  } finally {
    await Promise.all(shards.flat().map((node) => node.close()));
  }
}

function usage(what: string): SmacError {
  return new SmacError("USAGE_COPY", what, {
    hint: `for example: smac copy --to 'clickhouse://smac:\${env:CLICKHOUSE_PASSWORD}@localhost:8123/smac'`,
  });
}
