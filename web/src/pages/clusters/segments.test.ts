import { expect, test } from "vitest";
import type { Segment } from "../../api/schema.ts";
import { ownOf, parseAsked } from "../../url/asked.ts";
import { chosenNow, hrefOfSegment, isBare, isSegment, segmentWords } from "./segments.ts";

const segment: Segment = {
  title: "EMEA, quiet",
  definition: "stage-rate",
  filter: ["region:EMEA,APAC", "!plan:a%2Cb"],
  stage: ["customer"],
  owner: ["CS & EMEA"],
  support: true,
  find: "dairy",
  sort: ["-last", "name"],
};
const read = (href: string) => {
  const search = href.split("?")[1] ?? "";
  return { asked: parseAsked(search), own: ownOf(search) };
};
const now = { period: null, at: "2026-10" };

test("a segment's address says all that it chooses, and becomes the same segment again", () => {
  const href = hrefOfSegment("emea-quiet", segment, now);
  const { asked, own } = read(href);
  expect(asked.segment).toBe("emea-quiet");
  expect(asked.at).toBe("2026-10");
  const { title: _, ...chosen } = segment;
  expect(chosenNow(asked, own, "stage-rate")).toEqual(chosen);
  expect(isSegment(segment, chosenNow(asked, own, "stage-rate"))).toBe(true);
  expect(isSegment(segment, chosenNow(asked, { ...own, q: "other" }, "stage-rate"))).toBe(false);
  expect(isSegment(segment, chosenNow(asked, own, "smac"))).toBe(false);
});

test("the most engaged are active ones in the order of their score", () => {
  const engaged = chosenNow(parseAsked(""), { rank: "engaged" }, "smac");
  expect(engaged).toEqual({ definition: "smac", status: "active", sort: ["-score"] });
  expect(hrefOfSegment("top", { title: "Top", ...engaged }, { period: null, at: null })).toBe(
    "/clusters?definition=smac&segment=top&rank=engaged",
  );
});

test("a link that only names a segment is filled in; one that says more is not", () => {
  const bare = read("/clusters?segment=emea-quiet");
  expect(isBare(bare.asked, bare.own)).toBe(true);
  const changed = read("/clusters?segment=emea-quiet&q=oak");
  expect(isBare(changed.asked, changed.own)).toBe(false);
  expect(isBare(parseAsked(""), {})).toBe(false);
});

test("what a segment chooses, in words", () => {
  expect(segmentWords(segment)).toBe("needs support, customer, region:EMEA,APAC, !plan:a,b, CS & EMEA, “dairy”");
  expect(segmentWords({})).toBe("all clusters");
});
