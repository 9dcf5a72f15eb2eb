import { SmacError } from "../../src/errors.ts";
import { ajera } from "../../src/sources/ajera/source.ts";
import type { Json, Row } from "../../src/sources/kit/row.ts";
import type { Batch, OpenedSource, ReadRequest } from "../../src/sources/kit/source.ts";

/** What reading a stream gave. */
export interface Came {
  readonly rows: Row[];
  readonly gone: Row[];
  /** The last cursor. */
  cursor: Json;
}

/** What reading a stream gives; each batch is also told. The source is closed after it. */
export async function readStream(
  source: OpenedSource,
  name: string,
  asked: Partial<ReadRequest> = {},
  told: Batch[] = [],
): Promise<Came> {
  const stream = ajera.streams.find((one) => one.name === name);
  if (stream === undefined) throw new Error(`no stream ${name}`);
  const request = { cursor: null, full: false, since: null, signal: new AbortController().signal, ...asked };
  const came: Came = { rows: [], gone: [], cursor: request.cursor };
  try {
    for await (const batch of source.read(stream, request)) {
      told.push(batch);
      came.rows.push(...batch.rows);
      came.gone.push(...(batch.gone ?? []));
      if (batch.cursor !== undefined) came.cursor = batch.cursor;
    }
  } finally {
    await source.close();
  }
  return came;
}

/** The error that work ends with. */
export async function errorOf(work: Promise<unknown>): Promise<SmacError> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SmacError)) throw new Error(`no SmacError but ${String(error)}`);
  return error;
}
