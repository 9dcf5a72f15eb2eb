/** The outside world, passed in, so that a test can hold the clock and read what was said. */
export interface Effects {
  /** Now, in microseconds since 1970 UTC. */
  now(): number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Aborted when the person asks to stop. */
  readonly signal: AbortSignal;
}

/** Something that text is written to. */
export interface Terminal {
  write(text: string | Uint8Array): void;
  readonly isTTY: boolean;
  readonly columns: number;
}
