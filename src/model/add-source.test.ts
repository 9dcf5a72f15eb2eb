import { expect, test } from "vitest";
import { parse } from "yaml";
import { withFile, withSource } from "./add-source.ts";
import { modelFrom } from "./load.ts";

const text = `# ours
timezone: Europe/Paris # always
sources:
  # of the app
  events: { files: events.csv }
  journey: { files: stages.csv }
clusters:
  customer: { from: journey, key: account }
stages:
  order: [lead, customer]
  history: { from: journey, cluster: account, stage: stage, at: since }
activities:
  event: { from: events, at: at, cluster: account }
definitions:
  smac: { preset: stage-rate }
`;
const load = (yaml: string) => modelFrom(yaml, { file: "smac.yml", directory: "/p" });
const sentence = "imports/x.csv: what it was recognised as";
const add = (yaml: string, to: string | null = text) => withSource(to, { yaml, sentence });

test("where there is none yet, the proposal is the file", () => {
  const yaml = "timezone: UTC # comment\nsources:\n  x: { files: x.csv }\n";
  expect(add(yaml, null)).toEqual({ text: yaml, notes: [] });
});

test("activities and records come beside those that are there; names that are taken are left alone", () => {
  const { text: next, notes } = add(`
timezone: UTC
sources: { calls: { files: imports/x.csv } }
clusters: { customer: { from: calls, key: account, name: title }, team: { from: calls, key: team } }
activities: { event: { from: calls, at: day, clusters: { customer: account } } }
definitions: { customers: { preset: customers } }
`);
  expect(notes).toEqual([]);
  for (const line of ["# ours", "timezone: Europe/Paris # always", "# of the app", `# ${sentence}`])
    expect(next).toContain(line);
  const model = load(next);
  expect(model.sources.map(({ name }) => name)).toEqual(["events", "journey", "calls"]);
  expect(model.clusters.map(({ kind, from }) => [kind, from])).toEqual([
    ["customer", "journey"],
    ["customer", "calls"],
    ["team", "calls"],
  ]);
  expect(model.activities.map(({ name, from }) => [name, from])).toEqual([
    ["event", "events"],
    ["event_2", "calls"],
  ]);
  expect(model.definitions.map(({ name }) => name)).toEqual(["smac"]);
});

test("more of the journey joins it where it is known in the same way, and only there", () => {
  const history = add(`
sources: { crm: { files: imports/x.csv } }
clusters: { customer: { from: crm, key: account } }
stages: { cluster: customer, order: [lead], history: { from: crm, cluster: account, stage: phase, at: day } }
`);
  const { stages } = load(history.text);
  expect(stages?.history.map(({ from }) => from)).toEqual(["journey", "crm"]);
  expect((parse(history.text) as { stages: { order: string[] } }).stages.order).toEqual(["lead", "customer"]);
  // Nothing but the stages speaks of customers, who are known already.
  expect(load(history.text).clusters.length).toBe(1);
  const rules = add(`
sources: { bills: { files: imports/x.csv } }
stages: { rules: [{ enter: customer, from: bills, cluster: account, at: day }] }
`);
  expect(rules.notes).toEqual(["the project knows its stages from elsewhere, so the stages in this file are not used"]);
  expect(load(rules.text).stages?.rules).toEqual([]);
});

test("sections that are empty or not there are begun; definitions where there are none", () => {
  const { text: next } = add(
    `
sources: { calls: { files: imports/x.csv } }
memberships: { team: { from: calls, member: user, cluster: team } }
stages: { cluster: team, history: { from: calls, cluster: team, stage: stage, at: day } }
activities: { calls: { from: calls, at: day, member: user } }
definitions: { stage-rate: { preset: stage-rate } }
`,
    "sources:\ntimezone: UTC\n",
  );
  const model = load(next);
  expect([model.sources.length, model.memberships.length, model.activities.length]).toEqual([1, 1, 1]);
  expect(model.definitions.map(({ name }) => name)).toEqual(["stage-rate"]);
});

test("a comment cannot be left by what a file is called", () => {
  const { text: next } = withSource(text, {
    yaml: "sources: { x: { files: imports/x.csv } }\n",
    sentence: "x\nexclude: everything\u2028evil: true",
  });
  expect(parse(next)).not.toHaveProperty("exclude");
  expect(load(next).sources.length).toBe(3);
});

test("one more file of a source", () => {
  expect(load(withFile(text, "events", "imports/e.csv")).sources[0]?.files).toEqual(["events.csv", "imports/e.csv"]);
  const twice = withFile(withFile(text, "events", "imports/e.csv"), "events", "imports/f.csv");
  expect(load(twice).sources[0]?.files).toEqual(["events.csv", "imports/e.csv", "imports/f.csv"]);
  expect(twice).toContain("# of the app");
});

test.each(["- a\n- b\n", "a: [\n", "just text"])("what is no mapping is left alone: %s", (broken) => {
  expect(() => add("sources: { x: { files: x.csv } }\n", broken)).toThrow(/not valid YAML/);
});
