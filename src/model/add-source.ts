import { type Document, isMap, isPair, isScalar, isSeq, parseDocument, YAMLSeq } from "yaml";
import { SmacError } from "../errors.ts";

/** A `smac.yml` with one more source in it. */
export interface WithSource {
  readonly text: string;
  /** What of the proposal could not be taken over, and why, a sentence each. */
  readonly notes: readonly string[];
}

type Plain = Readonly<Record<string, unknown>>;

/** What is added, and how the project stands. */
interface Adding {
  readonly document: Document;
  readonly proposed: Plain;
  readonly notes: string[];
}

/**
 * A `smac.yml` with what a proposal for one source says, added to what is there; everything else, comments too, stays
 * as it was written. Where there is none yet, the proposal is the file. Definitions are added where there are none;
 * stages where they can stand beside those that are known.
 *
 * @throws SmacError `CONFIG_SYNTAX` when the text is no mapping that could be added to.
 */
export function withSource(
  text: string | null,
  proposal: { readonly yaml: string; readonly sentence: string },
): WithSource {
  if (text === null) return { text: proposal.yaml, notes: [] };
  const document = mappingIn(text);
  const proposed = parseDocument(proposal.yaml).toJS() as Plain;
  const adding: Adding = { document, proposed, notes: [] };
  addSources(adding, proposal.sentence);
  for (const section of ["clusters", "memberships", "attributes"]) addKinds(adding, section);
  addStages(adding);
  addActivities(adding);
  if (hasEntries(proposed["definitions"]) && !hasEntries(document.toJS()?.["definitions"]))
    document.set("definitions", flowed(document, proposed["definitions"]));
  return { text: document.toString({ lineWidth: 0 }), notes: adding.notes };
}

/**
 * A `smac.yml` in which a source of files has one more file.
 *
 * @throws SmacError `CONFIG_SYNTAX` when the text is no mapping that could be added to.
 */
export function withFile(text: string, source: string, path: string): string {
  const document = mappingIn(text);
  const at = ["sources", source, "files"];
  const files = document.getIn(at, true);
  if (isSeq(files)) files.add(document.createNode(path));
  else {
    const list = document.createNode([isScalar(files) ? files.value : files, path], { flow: true });
    document.setIn(at, list);
  }
  return document.toString({ lineWidth: 0 });
}

function mappingIn(text: string): Document {
  const document = parseDocument(text);
  const sound = document.errors.length === 0 && (document.contents === null || isMap(document.contents));
  if (sound) return document;
  throw new SmacError("CONFIG_SYNTAX", "smac.yml is not valid YAML, so nothing can be added to it", {
    hint: "run smac check, which says where, and then this again",
  });
}

function addSources({ document, proposed }: Adding, sentence: string): void {
  section(document, "sources");
  for (const [name, entry] of Object.entries(proposed["sources"] as Plain)) {
    document.setIn(["sources", name], flowed(document, entry));
    const sources = document.get("sources");
    const pair = isMap(sources) ? sources.items.find((one) => isPair(one) && keyOf(one.key) === name) : undefined;
    if (pair !== undefined) pair.key = withComment(document, name, sentence);
  }
}

function keyOf(key: unknown): unknown {
  return isScalar(key) ? key.value : key;
}

function withComment(document: Document, name: string, sentence: string) {
  const key = document.createNode(name);
  key.commentBefore = ` ${sentence.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ")}`;
  return key;
}

/** Entries by cluster kind, one or several of each. */
function addKinds({ document, proposed }: Adding, name: string): void {
  const stages = proposed["stages"] as Plain | undefined;
  const isMentioned = proposed["attributes"] !== undefined || stages?.["history"] !== undefined;
  for (const [kind, added] of Object.entries((proposed[name] ?? {}) as Plain)) {
    section(document, name);
    const there = document.getIn([name, kind], true);
    const entries = (Array.isArray(added) ? added : [added]) as readonly unknown[];
    if (there === undefined || there === null) {
      document.setIn([name, kind], flowed(document, added));
      continue;
    }
    // A kind that another file describes needs no entry that only makes it known.
    if (name === "clusters" && isMentioned) continue;
    if (isSeq(there)) for (const entry of entries) there.add(flowed(document, entry));
    else {
      document.setIn([name, kind], listOf(document, there, entries));
    }
  }
}

function addActivities({ document, proposed }: Adding): void {
  for (const [name, entry] of Object.entries((proposed["activities"] ?? {}) as Plain)) {
    const activities = section(document, "activities");
    let free = name;
    for (let n = 2; activities.has(free); n++) free = `${name}_${n}`;
    document.setIn(["activities", free], flowed(document, entry));
  }
}

/** The journey: one way to know it, of one kind. */
function addStages({ document, proposed, notes }: Adding): void {
  const added = proposed["stages"] as Plain | undefined;
  if (added === undefined) return;
  const there = (document.toJS() as Plain)["stages"] as Plain | null | undefined;
  if (there === null || there === undefined) {
    document.set("stages", document.createNode(added));
    return;
  }
  const way = ["history", "rules"].find((one) => added[one] !== undefined && there[one] !== undefined);
  const same =
    added["cluster"] === undefined || there["cluster"] === undefined || added["cluster"] === there["cluster"];
  if (way === undefined || !same) {
    notes.push("the project knows its stages from elsewhere, so the stages in this file are not used");
    return;
  }
  const list = document.getIn(["stages", way], true);
  const entries = (Array.isArray(added[way]) ? added[way] : [added[way]]) as readonly unknown[];
  if (isSeq(list)) for (const entry of entries) list.add(flowed(document, entry));
  else document.setIn(["stages", way], listOf(document, list, entries));
}

/** What is there and what is added, as a list. */
function listOf(document: Document, there: unknown, added: readonly unknown[]): YAMLSeq {
  const list = new YAMLSeq();
  list.add(there);
  for (const entry of added) list.add(flowed(document, entry));
  return list;
}

/** A section of names, made where there is none. */
function section(document: Document, name: string) {
  const there = document.get(name);
  if (isMap(there)) return there;
  const made = document.createNode({});
  document.set(name, made);
  return made;
}

/** On one line, as `smac init` writes entries. */
function flowed(document: Document, value: unknown) {
  return document.createNode(value, { flow: true });
}

function hasEntries(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
