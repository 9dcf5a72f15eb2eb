import type { Reply } from "../serve.ts";
import type { Shape, Value } from "./shapes.ts";

const usageKey = "9c7f1c52-33a1-4c43-8f1e-0d7a5f6b2f10";

/** A success, a page of it where a page was asked for. */
export function success(
  code: 0 | 200,
  content: Shape,
  page?: { readonly size: number; readonly number: number },
): Reply {
  const answer = { ResponseCode: code, Message: "Success", Errors: [], UsageKey: usageKey };
  if (page === undefined) return { json: { ...answer, Content: content } };
  const rows = Object.values(content).find((value) => Array.isArray(value)) as readonly Value[] | undefined;
  const pages = Math.max(1, Math.ceil((rows?.length ?? 0) / page.size));
  const from = (page.number - 1) * page.size;
  const cut = Object.entries(content).map(([name, value]) => [
    name,
    Array.isArray(value) ? (value as readonly Value[]).slice(from, from + page.size) : value,
  ]);
  const paging = { PageSize: page.size, PageNumber: page.number, PageCount: pages };
  return { json: { ...answer, ...paging, Content: Object.fromEntries(cut) as Shape } };
}

/** A failure, with HTTP status 200 as all of Ajera's. */
export function failure(id: number, text: string, code: 0 | -100 = 0): Reply {
  return {
    json: {
      ResponseCode: code,
      Message: "Failure",
      Errors: [{ ErrorID: id, ErrorMessage: text }],
      UsageKey: usageKey,
      Content: {},
    },
  };
}
