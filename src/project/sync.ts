import type { Effects } from "../effects.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { ConnectionOpener } from "../sync/sync-work.ts";
import type { ConnectionsAround } from "./connections.ts";

/** Opens the connections of a project: their systems are those that come with the program, their sign-in is where smac.yml says. */
export function projectOpener(
  model: ProjectModel,
  around: { readonly effects: Effects; readonly askPassphrase?: ConnectionsAround["askPassphrase"] },
): ConnectionOpener {
  return async (connection, { signal, onCall, note }) => {
    // What reads connections is loaded only by what reads connections.
    const { openConnection, typeOf } = await import("./connections.ts");
    const source = await openConnection(connection, {
      directory: model.directory,
      timezone: model.timezone,
      effects: { env: around.effects.env, now: () => around.effects.now(), signal },
      note,
      onCall,
      askPassphrase: around.askPassphrase,
    });
    return { source, streams: typeOf(connection).streams };
  };
}
