import type { Effects } from "../effects.ts";
import { type Consents, openConsents } from "./consents.ts";
import { type ProjectConnections, projectConnections, projectVault } from "../project/connections.ts";

/** What opens the secrets of a project while its server runs. */
export interface ProjectSecrets {
  /** The outside world in which the secrets can be opened. */
  readonly effects: Effects;
  /**
   * Remembers the passphrase until the server ends, nowhere but in memory, once it was tried.
   *
   * @throws SmacError `SECRET_PASSPHRASE` when it is another.
   */
  tried(passphrase: string): Promise<void>;
  /** Consents that are waited for. */
  readonly consents: Consents;
  /** The connections of the project as smac.yml has them now. */
  connections(signal: AbortSignal): ProjectConnections;
}

const name = "SMAC_PASSPHRASE";

/** The secrets of the project in a folder. */
export function openSecrets(folder: string, given: Effects): ProjectSecrets {
  const env: Record<string, string | undefined> = { ...given.env };
  const effects: Effects = {
    now: () => given.now(),
    env,
    cwd: given.cwd,
    stdin: given.stdin,
    stdout: given.stdout,
    stderr: given.stderr,
    signal: given.signal,
  };
  const connections = (signal: AbortSignal, inside = env): ProjectConnections =>
    projectConnections(folder, { effects: { ...effects, env: inside, signal }, note: () => undefined });
  return {
    effects,
    consents: openConsents(given.signal),
    connections: (signal) => connections(signal),
    async tried(passphrase) {
      // Apart, so that a wrong one disturbs nobody meanwhile.
      await projectVault(connections(effects.signal, { ...env, [name]: passphrase })).prepare();
      env[name] = passphrase;
    },
  };
}
