/** A stage's name as it is shown: “Customer”; null is “No stage”. */
export function stageName(stage: string | null): string {
  return stage === null || stage === "" ? "No stage" : isolated(`${stage.charAt(0).toUpperCase()}${stage.slice(1)}`);
}

/** An attribute's value as it is shown; none is said in words. */
export function valueName(value: string | null): string {
  return value === null || value === "" ? "not known" : isolated(value);
}

const [isolate, end] = ["\u2068", "\u2069"];
const turning = /[\u202a-\u202e\u2066-\u2069]/g;
const turns =
  /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name as it may stand in a sentence: one that is written from right to left turns itself round and nothing else. */
export function isolated(name: string): string {
  return turns.test(name) ? `${isolate}${name.replaceAll(turning, "")}${end}` : name;
}

/** A text without what keeps the names in it apart, for what is no page. */
export function plainText(text: string): string {
  return text.replaceAll(isolate, "").replaceAll(end, "");
}

/** A name where there is room for so many signs: of a longer one its beginning. */
export function shortened(name: string, most = 90): string {
  if (name.length <= most) return name;
  const signs = [...new Intl.Segmenter().segment(plainText(name))].map((each) => each.segment);
  const beginning = signs
    .slice(0, most - 1)
    .join("")
    .trimEnd();
  return signs.length <= most ? name : isolated(`${beginning}…`);
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

/** What a definition counts, for a number: “clusters”, “users”; of one: “cluster”. */
export function countedThings(counts: string | undefined, number = 2): string {
  const one = { member: "user", stage: "stage", component: "group" }[counts ?? ""] ?? "cluster";
  return number === 1 ? one : `${one}s`;
}
