import { statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { SmacError } from "../errors.ts";
import type { Context } from "./context.ts";
import { csv } from "../format/csv.ts";
import type { FlatTable } from "../format/flat.ts";
import { markdownTable } from "../format/markdown.ts";
import type { TextOptions } from "./format/style.ts";
import type { FlagValues } from "./request.ts";
import { writeWhole } from "../project/whole-file.ts";

/** The formats an answer can be printed in. */
export type Format = "table" | "json" | "csv" | "md" | "xlsx" | "parquet" | "arrow";

/** An answer in every format; made only when asked for. */
export interface Printable {
  text(options: TextOptions): string;
  json(): string;
  flat(): FlatTable;
  markdown?(): string;
  xlsx?(): Promise<Uint8Array>;
  /** What a sheet is called. */
  readonly name: string;
}

const byEnding: Readonly<Record<string, Format>> = {
  ".json": "json",
  ".csv": "csv",
  ".md": "md",
  ".xlsx": "xlsx",
  ".parquet": "parquet",
  ".arrow": "arrow",
  ".txt": "table",
};

/** Prints an answer as the flags say: to stdout, or whole and at once into a file. */
export async function print(context: Context, flags: FlagValues, answer: Printable): Promise<void> {
  const output = flags["output"] as string | undefined;
  const format = formatOf(flags, output);
  const { stdout } = context.effects;
  if (output === undefined) {
    if (["xlsx", "parquet", "arrow"].includes(format) && stdout.isTTY) {
      throw new SmacError("USAGE_BINARY_TO_TERMINAL", `${format} is not for a terminal`, {
        hint: `write it to a file: --output report.${format}`,
      });
    }
    stdout.write(await rendered(format, answer, textOptions(context, flags)));
    return;
  }
  const path = resolve(context.effects.cwd, output);
  await writeWhole(
    path,
    `--output ${output}`,
    await rendered(format, answer, { colour: false, width: 120, all: flags["all"] === true }),
  );
}

/**
 * Refuses an output that cannot be, before any work is done.
 *
 * @throws SmacError `OUTPUT_NO_FOLDER`, `OUTPUT_IS_INPUT`, `USAGE_UNKNOWN_ENDING`.
 */
export function checkOutput({ effects, inputs }: Context, flags: FlagValues): void {
  const output = flags["output"] as string | undefined;
  if (output === undefined) return;
  const path = resolve(effects.cwd, output);
  if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new SmacError("OUTPUT_NO_FOLDER", `--output ${output}: there is no folder “${dirname(path)}”`, {
      hint: "make it first, or write elsewhere",
    });
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new SmacError("OUTPUT_CANNOT_WRITE", `--output ${output}: it is a folder`, { hint: "name a file in it" });
  }
  formatOf(flags, output);
  if (
    inputs.some(
      (input) => resolve(effects.cwd, input.replace(/#[^#/\\]*$/, "")) === path || resolve(effects.cwd, input) === path,
    )
  ) {
    throw new SmacError("OUTPUT_IS_INPUT", `--output ${output}: this file is being read`, {
      hint: "write the answer to another file",
    });
  }
}

function formatOf(flags: FlagValues, output: string | undefined): Format {
  const said = flags["format"] as Format | undefined;
  if (said !== undefined || output === undefined) return said ?? "table";
  const ending = extname(output).toLowerCase();
  const format = byEnding[ending];
  if (format !== undefined) return format;
  throw new SmacError(
    "USAGE_UNKNOWN_ENDING",
    `--output ${output}: ${ending === "" ? "a name without an ending tells no format" : `no format ends in “${ending}”`}`,
    {
      hint: `end it in ${Object.keys(byEnding).join(", ")}, or say --format`,
    },
  );
}

/** How text is laid out on this terminal. */
export function textOptions({ effects }: Context, flags: FlagValues): TextOptions {
  const { NO_COLOR, FORCE_COLOR, TERM } = effects.env;
  const colour =
    FORCE_COLOR !== undefined && FORCE_COLOR !== "0"
      ? true
      : effects.stdout.isTTY && (NO_COLOR === undefined || NO_COLOR === "") && TERM !== "dumb";
  return { colour, width: effects.stdout.isTTY ? effects.stdout.columns : 120, all: flags["all"] === true };
}

async function rendered(format: Format, answer: Printable, options: TextOptions): Promise<string | Uint8Array> {
  switch (format) {
    case "json":
      return `${answer.json().trimEnd()}\n`;
    case "csv":
      return csv(answer.flat());
    case "md":
      return `${(answer.markdown?.() ?? markdownTable(answer.flat())).trimEnd()}\n`;
    case "xlsx": {
      const { tableXlsx } = await import("../format/xlsx.ts");
      return answer.xlsx === undefined ? tableXlsx(answer.flat(), answer.name) : answer.xlsx();
    }
    case "parquet":
      return (await import("../project/parquet-bytes.ts")).parquetBytes(answer.flat());
    case "arrow":
      return (await import("../format/arrow.ts")).tableArrow(answer.flat(), "file");
    default:
      return `${answer.text(options).trimEnd()}\n`;
  }
}
