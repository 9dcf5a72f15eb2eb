import { SmacError } from "../errors.ts";
import type { AttributeFilter } from "../query/question.ts";

/**
 * A filter as it is written in addresses: `region:EMEA,APAC`, with `!` before it for all others; values are
 * percent-encoded where they hold a comma, an empty one stands for having none.
 *
 * @throws SmacError `USAGE_BAD_FILTER`.
 */
export function parseFilter(text: string): AttributeFilter {
  const [, not = "", attribute = "", rest] = /^(!?)([^:]+):(.*)$/s.exec(text) ?? [];
  if (rest === undefined) throw badFilter(text);
  const values = rest.split(",").map((value) => (value === "" ? null : decoded(value, text)));
  return { attribute: decoded(attribute, text), values: [...new Set(values)], not: not === "!" };
}

function decoded(value: string, text: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw badFilter(text);
  }
}

function badFilter(text: string): SmacError {
  return new SmacError("USAGE_BAD_FILTER", `filter: “${text.slice(0, 60)}” is none`, {
    hint: "write region:EMEA,APAC, or !region:EMEA for all others",
  });
}
