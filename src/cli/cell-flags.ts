import type { Command } from "commander";
import type { Ask } from "../project/ask.ts";
import { valuesOf } from "../project/cell-values.ts";
import type { CellRequest } from "../project/measured.ts";
import type { FlagValues } from "./request.ts";

/** Adds the flags that name one number of a report: its period, stage, product and attribute values. */
export function cellFlags(command: Command, { period = true }: { readonly period?: boolean } = {}): Command {
  if (period) command.option("--in <period>", "the period of the number (default: --to, else the last complete one)");
  command
    .option(
      "--of-stage <name>",
      "the stage of the number; in a project also --stage (default: all stages, as in the totals)",
    )
    .option("--of-product <name>", "the product of the number (default: everything)");
  return valuesFlag(command);
}

/** Adds the flag that names values of attributes. */
export function valuesFlag(command: Command): Command {
  return command.option(
    "--of <name=value>",
    "the value of a --by attribute; repeat it for several (an empty value: none)",
    collect,
  );
}

/**
 * Where no file has such columns (a project, or a stage history beside the
 * files), `--stage` and `--product` name the stage and product of the number.
 */
export function withoutColumns(files: readonly string[], flags: FlagValues): FlagValues {
  const { stage, product, ofStage, ofProduct, ...rest } = flags;
  const namesStage =
    stage !== undefined && ofStage === undefined && (files.length === 0 || flags["stages"] !== undefined);
  const namesProduct = product !== undefined && ofProduct === undefined && files.length === 0;
  return {
    ...rest,
    ...(stage === undefined ? {} : { [namesStage ? "ofStage" : "stage"]: stage }),
    ...(product === undefined ? {} : { [namesProduct ? "ofProduct" : "product"]: product }),
    ...(ofStage === undefined ? {} : { ofStage }),
    ...(ofProduct === undefined ? {} : { ofProduct }),
  };
}

/** `--in P` is `--from P --to P`. */
export function periodAsked(ask: Ask, flags: FlagValues): Ask {
  const period = flags["in"] as string | undefined;
  return period === undefined ? ask : { ...ask, from: period, to: period };
}

function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

/** The cell that the flags name. */
export function cellAsked(flags: FlagValues): CellRequest {
  return {
    stage: flags["ofStage"] as string | undefined,
    product: flags["ofProduct"] as string | undefined,
    by: valuesOf(flags["of"] as readonly string[] | undefined),
  };
}

/** Whether a list behind a number is asked for, where any flag of a cell says so. */
export function isListed(flags: FlagValues, ...names: readonly string[]): boolean {
  return ["list", "ofStage", "ofProduct", "of", ...names].some((name) => flags[name] !== undefined);
}

/** What is asked, for a list: of one product, products are told apart. */
export function listAsk(ask: Ask, flags: FlagValues): Ask {
  return flags["ofProduct"] === undefined ? ask : { ...ask, products: true };
}
