/** A stage's name as it is shown: “Customer”; null is “No stage”. */
export function stageName(stage: string | null): string {
  return stage === null || stage === "" ? "No stage" : `${stage.charAt(0).toUpperCase()}${stage.slice(1)}`;
}

/** An attribute's value as it is shown; none is said in words. */
export function valueName(value: string | null): string {
  return value === null || value === "" ? "not known" : value;
}

/** A status in the words of lists. */
export function statusName(status: string): string {
  return { resurrected: "came back", dormant: "went quiet", inactive: "not active", all: "" }[status] ?? status;
}

/** A sentence from the API: with a capital, and a full stop. */
export function sentenceOf(text: string): string {
  const line = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

/** What a definition counts, for a number: “clusters”, “members”. */
export function countedThings(counts: string | undefined): string {
  return { member: "members", stage: "stages", component: "groups" }[counts ?? ""] ?? "clusters";
}
