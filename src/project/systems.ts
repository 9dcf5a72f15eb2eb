import { stringify } from "yaml";
import { z } from "zod";
import { SmacError } from "../errors.ts";
import { systemOf } from "../model/connection.ts";
import { meaningOf } from "../model/meaning.ts";
import type { SourceType } from "../sources/kit/source.ts";
import { sourceTypes } from "../sources/source-types.ts";
import { nearestAndAll } from "../text/nearest.ts";

/** The systems that a project can be connected to. */
export function systems(): readonly SourceType[] {
  return sourceTypes;
}

/**
 * The system of a word after `type:`.
 *
 * @throws SmacError `USAGE_UNKNOWN_SYSTEM` with the nearest known word.
 */
export function systemNamed(word: string): SourceType {
  const found = systemOf(word, sourceTypes);
  if (found !== undefined) return found;
  const known = sourceTypes.flatMap(({ type, aliases }) => [type, ...aliases]);
  throw new SmacError("USAGE_UNKNOWN_SYSTEM", `there is no system “${word}” to connect to`, {
    hint: nearestAndAll(word, known),
  });
}

/**
 * What a system's rows mean in a project in which the connection has this name,
 * as YAML: any line of it can be written into smac.yml and changed there.
 */
export function meaningYaml(type: SourceType, connection: string): string {
  const streams = type.streams.map(({ name }) => ({ connection, stream: name }));
  return stringify(meaningOf({ name: connection }, type, streams), { lineWidth: 0, flowCollectionPadding: true });
}

/** A key of its own that a system has under `sources.NAME`. */
export interface SettingAbout {
  readonly name: string;
  readonly about: string;
  readonly needed: boolean;
  /** The values it may have; null: any text. */
  readonly choices: readonly string[] | null;
}

/** The keys of its own that a system has under `sources.NAME`. */
export function settingsOf({ settings }: SourceType): readonly SettingAbout[] {
  return Object.entries(settings.shape).map(([name, schema]) => ({
    name,
    about: (schema as z.ZodType).description ?? "",
    needed: !(schema as z.ZodType).safeParse(undefined).success,
    choices: choicesOf(schema as z.ZodType),
  }));
}

function choicesOf(schema: z.ZodType): readonly string[] | null {
  const described = z.toJSONSchema(schema, { io: "input" }) as { enum?: readonly unknown[] };
  return described.enum === undefined ? null : described.enum.map(String);
}
