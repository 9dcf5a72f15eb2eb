import { SmacError } from "../errors.ts";
import type { Connection, StreamSource } from "../model/connection.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { suggestion } from "../text/nearest.ts";

/** A connection with those of its streams that are meant. */
export interface ChosenConnection {
  readonly connection: Connection;
  readonly streams: readonly StreamSource[];
}

/**
 * The connections and streams that are meant, in the order of smac.yml; by default all.
 *
 * @throws SmacError `SYNC_NO_CONNECTIONS`, `SYNC_UNKNOWN_SOURCE`, `SYNC_UNKNOWN_STREAM`.
 */
export function chosenStreams(
  model: Pick<ProjectModel, "connections" | "streams" | "sources">,
  asked: { readonly sources?: readonly string[]; readonly streams?: readonly string[] },
): readonly ChosenConnection[] {
  if (model.connections.length === 0) {
    throw new SmacError("SYNC_NO_CONNECTIONS", "smac.yml names no connected system", {
      hint: model.sources.length > 0 ? "files are read with `smac import`" : "connect one with `smac connect`",
    });
  }
  for (const name of asked.sources ?? []) checkSource(model, name);
  for (const name of asked.streams ?? []) checkStream(model, name);
  const all = asked.sources === undefined && asked.streams === undefined;
  const meant = ({ connection, name }: StreamSource): boolean =>
    all || (asked.sources ?? []).includes(connection) || (asked.streams ?? []).includes(name);
  return model.connections.flatMap((connection) => {
    const streams = model.streams.filter((stream) => stream.connection === connection.name && meant(stream));
    return streams.length === 0 ? [] : [{ connection, streams }];
  });
}

function checkSource({ connections, sources }: Pick<ProjectModel, "connections" | "sources">, name: string): void {
  if (connections.some((known) => known.name === name)) return;
  const isFiles = sources.some((known) => known.name === name);
  throw new SmacError(
    "SYNC_UNKNOWN_SOURCE",
    isFiles ? `“${name}” is made of files` : `there is no source “${name}” in smac.yml`,
    {
      hint: isFiles
        ? `read them with \`smac import ${name}\``
        : suggestion(
            name,
            connections.map((known) => known.name),
          ),
    },
  );
}

function checkStream({ streams }: Pick<ProjectModel, "streams">, name: string): void {
  if (streams.some((known) => known.name === name)) return;
  const [connection = ""] = name.split(".");
  const own = streams.filter((known) => known.connection === connection);
  throw new SmacError("SYNC_UNKNOWN_STREAM", `there is no stream “${name}” in this project`, {
    hint: `${suggestion(
      name,
      (own.length > 0 ? own : streams).map((known) => known.name),
    )}; streams that are not read by default are named under “streams:” of their source in smac.yml`,
  });
}
