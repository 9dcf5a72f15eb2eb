import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { SmacError, SmacErrors } from "../errors.ts";
import { loadModel } from "./load.ts";
import { modelJsonSchema } from "./schema.ts";

const whole = `# A software company: accounts with teams, events from the app, stages from the CRM.
timezone: America/New_York
week_start: sunday
fiscal_start: 4
calendar: gregorian
store: .smac/warehouse.duckdb
exclude: "email LIKE '%@ours.example'"

sources:
  events: { type: files, files: data/events/*.parquet, id: event_id, learned: received_at, through: 2026-11-22T05:00:00Z }
  accounts: { files: [data/accounts.csv, data/old.csv.gz], delimiter: ";", encoding: latin-1, date_format: "%d/%m/%Y", timezone: Europe/Paris, bad_rows: skip }
  seats: { files: crm.sqlite#seats }
  moves: { files: moves.csv, columns: [account, stage, since] }

clusters:
  account: { from: accounts, key: account_id, name: company, owner: csm, created: signed_up, deleted: gone, attributes: [region, plan] }
  team: { from: events, key: team }

memberships:
  team: { from: seats, member: user_id, cluster: team_id, valid_from: since, valid_to: until, primary: main }

stages:
  cluster: account
  order: [prospect, lead, opportunity, customer]
  history: { from: moves, cluster: account, stage: stage, at: since, where: "stage <> 'test'" }

attributes:
  account:
    - { from: accounts, cluster: account_id, at: changed, values: [segment] }

activities:
  login: { from: events, at: ts, member: user_id, cluster: account_id, clusters: { team: team }, where: "type = 'login'", product: { text: app } }
  action: { from: events, at: ts, kind: type, product: service, other: with_user, properties: [screen, email], where: "type <> 'login'" }

definitions:
  smac:
    preset: stage-rate
    version: 2
    cluster: account
    threshold: { days: 2, members: 20 % }
    stage: { at: any, source: history }
  weekly:
    preset: clusters
    cluster: team
    activity: [login]
    threshold: { events: 3, members: 2 }
    period: trailing:7d
    denominator: all
    attribution: split
    products: true
    by: region
    over: mean
    timezone: Asia/Tokyo
  exports: { activity: "kind = 'export' AND screen IS NOT NULL" }
`;

const load = (text: string) => loadModel("acme", () => text);

function problems(text: string): string[] {
  try {
    load(text);
  } catch (error) {
    if (!(error instanceof SmacErrors)) throw error;
    return error.errors.map(
      ({ at, code, message, hint }) =>
        `${at?.line}:${at?.column} ${code} ${message}${hint === undefined ? "" : ` | ${hint}`}`,
    );
  }
  return [];
}

describe("a whole project", () => {
  const model = load(whole);

  test("its calendar, store and sources", () => {
    expect(model).toMatchObject({
      directory: resolve("acme"),
      timezone: "America/New_York",
      weekStart: "sunday",
      fiscalStart: 4,
      calendar: "gregorian",
    });
    expect(model.store).toBe(resolve("acme", ".smac/warehouse.duckdb"));
    expect(model.sources[0]).toEqual({
      name: "events",
      files: ["data/events/*.parquet"],
      filesAt: [{ file: join("acme", "smac.yml"), line: 10, column: 33 }],
      columns: null,
      delimiter: null,
      encoding: null,
      dateFormat: null,
      timezone: null,
      id: "event_id",
      learned: "received_at",
      badRows: "fail",
      through: "2026-11-22T05:00:00Z",
      at: { file: "acme/smac.yml", line: 10, column: 3 },
    });
    expect(model.sources[1]).toMatchObject({
      files: ["data/accounts.csv", "data/old.csv.gz"],
      delimiter: ";",
      encoding: "latin-1",
      badRows: "skip",
    });
    expect(model.exclude).toHaveLength(1);
  });

  test("its clusters, memberships, stages, attributes and activities", () => {
    expect(model.kinds).toEqual(["account", "team"]);
    expect(model.clusters[0]).toMatchObject({
      kind: "account",
      key: "account_id",
      owner: "csm",
      attributes: ["region", "plan"],
      members: null,
    });
    expect(model.memberships[0]).toMatchObject({
      kind: "team",
      member: "user_id",
      validFrom: "since",
      validTo: "until",
      primary: "main",
    });
    expect(model.stages).toMatchObject({
      kind: "account",
      order: ["prospect", "lead", "opportunity", "customer"],
      attribute: null,
      rules: [],
    });
    expect(model.stages?.history[0]).toMatchObject({ from: "moves", at: "since", where: { op: "compare", how: "<>" } });
    expect(model.attributes[0]).toMatchObject({ kind: "account", at: "changed", values: ["segment"] });
    expect(model.activities[0]).toMatchObject({
      name: "login",
      clusters: { account: "account_id", team: "team" },
      kind: { text: "login" },
      product: { text: "app" },
    });
    expect(model.activities[1]).toMatchObject({
      kind: { column: "type" },
      product: { column: "service" },
      other: "with_user",
      clusters: {},
    });
  });

  test("its definitions, only with what is written", () => {
    expect(model.definitions).toEqual([
      {
        name: "smac",
        version: 2,
        preset: "stage-rate",
        cluster: "account",
        threshold: { days: 2, members: "20%" },
        stageAt: "any",
        stageSource: "history",
        at: { file: "acme/smac.yml", line: 36, column: 3 },
      },
      {
        name: "weekly",
        version: 1,
        preset: "clusters",
        cluster: "team",
        activity: ["login"],
        threshold: { events: 3, members: 2 },
        period: "trailing:7d",
        denominator: "all",
        attribution: "split",
        products: true,
        by: ["region"],
        over: "mean",
        timezone: "Asia/Tokyo",
        at: { file: "acme/smac.yml", line: 42, column: 3 },
      },
      expect.objectContaining({ name: "exports", activity: expect.objectContaining({ op: "and" }) }),
    ]);
  });

  test("every column it names, with its place", () => {
    expect(model.columnUses).toContainEqual({
      source: "events",
      column: "received_at",
      key: "sources.events.learned",
      at: { file: "acme/smac.yml", line: 10, column: 79 },
    });
    expect(model.columnUses).toContainEqual({
      source: "moves",
      column: "stage",
      key: "stages.history.where",
      at: { file: "acme/smac.yml", line: 25, column: 77 },
    });
    expect(model.columnUses.map((use) => use.key)).toContain("clusters.account.attributes[2]");
  });

  test("is frozen all the way down", () => {
    expect(Object.isFrozen(model)).toBe(true);
    expect(Object.isFrozen(model.definitions[0]?.threshold)).toBe(true);
  });
});

test("rules that derive stages", () => {
  const model = load(`
sources: { deals: { files: deals.csv } }
clusters: { customer: { from: deals, key: account } }
stages:
  order: [opportunity, customer]
  rules:
    - { enter: opportunity, from: deals, cluster: account, at: engage_date }
    - { enter: customer, from: deals, cluster: account, at: close_date, where: "deal_stage = 'Won'" }
activities: { won: { from: deals, at: close_date, cluster: account, where: "deal_stage = 'Won'", product: product } }
`);
  expect(model.stages?.kind).toBe("customer");
  expect(model.stages?.rules.map((rule) => [rule.enter, rule.at, rule.where === null])).toEqual([
    ["opportunity", "engage_date", true],
    ["customer", "close_date", false],
  ]);
});

const base = `sources:
  events: { files: events.csv }
clusters:
  customer: { from: events, key: account, attributes: [region] }
activities:
  use: { from: events, at: at, cluster: account }
`;

describe("problems, each at its place", () => {
  test.each([
    [
      "unknown top key",
      `sorces: {}\n${base}`,
      ["1:1 CONFIG_UNKNOWN_KEY “sorces” is not a key of smac.yml | did you mean “sources”?"],
    ],
    [
      "unknown nested key",
      base.replace("cluster: account }", "clustr: account }"),
      ["6:32 CONFIG_UNKNOWN_KEY “clustr” is not a key of activities.use | did you mean “cluster”?"],
    ],
    [
      "missing key",
      base.replace(", at: at", ""),
      ["6:3 CONFIG_MISSING_KEY activities.use has no “at” | at: Column: when it happened"],
    ],
    [
      "a number where a text stands",
      base.replace("at: at", "at: 2026"),
      ['6:28 CONFIG_WRONG_TYPE activities.use.at must be a text, not 2026 | put it in quotes: "2026"'],
    ],
    [
      "an empty value",
      base.replace("at: at", "at:"),
      ["6:24 CONFIG_WRONG_TYPE activities.use.at is empty | at: Column: when it happened"],
    ],
    [
      "a wrong choice",
      `week_start: mondey\n${base}`,
      ["1:13 CONFIG_BAD_VALUE week_start must be monday or sunday, not “mondey” | did you mean “monday”?"],
    ],
    [
      "a month beyond 12",
      `fiscal_start: 13\n${base}`,
      [
        "1:15 CONFIG_BAD_VALUE fiscal_start must be at most 12 | fiscal_start: The month a fiscal year begins with, 1 to 12; default 1",
      ],
    ],
    [
      "an unknown source",
      base.replace("{ from: events, at", "{ from: evnts, at"),
      ["6:16 CONFIG_UNKNOWN_SOURCE there is no source “evnts” | did you mean “events”?"],
    ],
    [
      "another type of source",
      base.replace("{ files:", "{ type: file, files:"),
      ["2:19 CONFIG_UNKNOWN_SYSTEM there is no source of type “file” | did you mean “files”?; there are: files"],
    ],
    [
      "an unknown zone",
      `timezone: Europe/Pariss\n${base}`,
      [expect.stringMatching(/^1:11 CONFIG_UNKNOWN_TIMEZONE .*Pariss.*Europe\/Paris/)],
    ],
    [
      "a bad condition",
      base.replace("cluster: account }", 'cluster: account, where: "type == 1" }'),
      [expect.stringMatching(/^6:57 USAGE_BAD_PREDICATE activities\.use\.where/)],
    ],
    [
      "a name that is none",
      base.replace("use:", "1use:"),
      ["6:3 CONFIG_BAD_NAME “1use” cannot be a name | names have letters, digits, _ and -, and begin with a letter"],
    ],
    [
      "two stage sources",
      `${base}stages: { attribute: { from: events, cluster: account, stage: s }, rules: [ { enter: a, from: events, cluster: account, at: at } ] }\n`,
      [expect.stringMatching(/^7:68 CONFIG_STAGE_SOURCE stages come from attribute and rules at once/)],
    ],
    [
      "no stage source",
      `${base}stages: { order: [a] }\n`,
      [expect.stringMatching(/^7:1 CONFIG_STAGE_SOURCE stages do not say/)],
    ],
    [
      "a rule into no stage",
      `${base}stages: { order: [lead, customer], rules: [ { enter: custmer, from: events, cluster: account, at: at } ] }\n`,
      ["7:54 CONFIG_UNKNOWN_STAGE “custmer” is not in stages.order | did you mean “customer”?"],
    ],
    [
      "an address of ClickHouse without a database",
      `store: clickhouse://host:8123/\n${base}`,
      [
        expect.stringMatching(
          /^1:8 CONFIG_BAD_STORE store: in smac.yml cannot be used: after the host it needs the name of a database/,
        ),
      ],
    ],
    [
      "a bad through",
      base.replace("{ files: events.csv }", "{ files: events.csv, through: yesterday }"),
      [expect.stringMatching(/^2:41 CONFIG_BAD_VALUE “yesterday” is not an instant/)],
    ],
    [
      "attributes of no kind",
      `${base}attributes: { team: { from: events, cluster: team, values: [size] } }\n`,
      [expect.stringMatching(/^7:15 CONFIG_UNKNOWN_CLUSTER nothing says what a “team” is/)],
    ],
    [
      "nothing",
      "",
      [
        expect.stringMatching(
          /^1:1 CONFIG_WRONG_TYPE smac\.yml is empty \| a smallest one is\nsources: .*`smac init`/s,
        ),
      ],
    ],
    [
      "a list",
      "- a\n",
      [
        expect.stringMatching(
          /^1:1 CONFIG_WRONG_TYPE smac\.yml must be a mapping of keys to values, not a list \| a smallest/,
        ),
      ],
    ],
    [
      "a union of forms",
      base.replace("files: events.csv", "files: { path: x }"),
      [expect.stringMatching(/^2:20 CONFIG_WRONG_TYPE sources\.events\.files must be a text or a list, not a mapping/)],
    ],
    [
      "an unknown key in a list form",
      base.replace(
        "{ from: events, key: account, attributes: [region] }",
        "[ { from: events, key: account, nam: x } ]",
      ),
      ["4:45 CONFIG_UNKNOWN_KEY “nam” is not a key of clusters.customer[1] | did you mean “name”?"],
    ],
  ])("%s", (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test.each([
    ["preset: stage-rte", "8:16 CONFIG_UNKNOWN_PRESET there is no preset “stage-rte” | did you mean “stage-rate”?"],
    [
      "preset: stage-rate",
      "8:16 CONFIG_NO_STAGES this definition needs stages, and the project has none | describe them under stages:, or count without them (preset: customers)",
    ],
    [
      "cluster: custmer",
      "8:17 CONFIG_UNKNOWN_CLUSTER nothing says what a “custmer” is | did you mean “customer”?; a new kind is described under clusters: custmer:",
    ],
    ["activity: [usee]", "8:19 CONFIG_UNKNOWN_ACTIVITY there is no kind of activity “usee” | did you mean “use”?"],
    ["activity: logn", "8:18 CONFIG_UNKNOWN_ACTIVITY there is no kind of activity “logn” | there are: use"],
    [
      "activity: \"Kind = 'use' AND prodct = 'app'\"",
      "8:18 CONFIG_UNKNOWN_COLUMN activities have no “prodct” that a definition can filter on | did you mean “product”?; further columns are listed under activities: … properties: [prodct]",
    ],
    ["by: [regin]", "8:13 CONFIG_UNKNOWN_ATTRIBUTE no cluster has an attribute “regin” | did you mean “region”?"],
    ["period: monthly", expect.stringMatching(/^8:16 QUERY_BAD_PERIOD “monthly” is not a period/)],
    ["period: trailing:900d", expect.stringMatching(/^8:16 QUERY_BAD_PERIOD/)],
    ["timezone: Mars/Base", expect.stringMatching(/^8:18 CONFIG_UNKNOWN_TIMEZONE/)],
    ["threshold: { members: 0% }", expect.stringMatching(/^8:30 CONFIG_BAD_VALUE “0%” is not a share/)],
    [
      "threshold: { days: 0 }",
      expect.stringMatching(/^8:27 CONFIG_BAD_VALUE definitions\.d\.threshold\.days must be at least 1/),
    ],
    [
      "threshold: { members: many }",
      expect.stringMatching(/^8:30 CONFIG_BAD_VALUE definitions\.d\.threshold\.members is not written as it must be/),
    ],
    [
      "products: yes",
      expect.stringMatching(/^8:18 CONFIG_WRONG_TYPE definitions\.d\.products must be true or false, not a text/),
    ],
  ])("in a definition: %s", (line, expected) => {
    expect(problems(`${base}definitions:\n  d: { ${line} }\n`)).toEqual([expected]);
  });

  test("all at once, in the file's order", () => {
    const text = `timezone: Nowhere/At-all\n${base.replace("from: events, at", "from: evnts, at")}definitions:\n  a: { presett: customers }\n  b: { preset: custmers, colour: red }\n  c: { preset: custoners }\n`;
    expect(problems(text).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "1:11 CONFIG_UNKNOWN_TIMEZONE",
      "7:16 CONFIG_UNKNOWN_SOURCE",
      "9:8 CONFIG_UNKNOWN_KEY",
      "10:26 CONFIG_UNKNOWN_KEY",
      "11:16 CONFIG_UNKNOWN_PRESET",
    ]);
  });
});

describe("the file itself", () => {
  test.each([
    ["a tab", "sources:\n\tevents: x\n", "2:1 CONFIG_SYNTAX not valid YAML: a line is indented with a tab; use spaces"],
    [
      "a duplicate key",
      `timezone: UTC\ntimezone: UTC\n${base}`,
      "2:1 CONFIG_DUPLICATE_KEY “timezone” is written twice",
    ],
    ["two colons", "a: b: c\n", "1:4 CONFIG_SYNTAX not valid YAML: a second “:” on the line"],
    ["a second document", "a: 1\n---\nb: 2\n", "2:1 CONFIG_SYNTAX not valid YAML: there is a second document"],
    ["an alias to nothing", "a: *b\n", "1:4 CONFIG_SYNTAX not valid YAML: *b refers to no &b before it"],
    ["a list as a key", "? [a]\n: 1\n", "1:3 CONFIG_SYNTAX a key must be a plain text"],
    ["a program as a value", "a: !!js/function 'x'\n", "1:4 CONFIG_SYNTAX not valid YAML: unresolved tag"],
    [
      "a reference in braces",
      "sources: { a: { files: ${env:DATA} } }\n",
      '| inside { } and [ ] a reference stands in quotes: "${env:NAME}"',
    ],
  ])("%s", (_, text, expected) => {
    expect(problems(text)[0]).toContain(expected);
  });

  test("aliases that unfold without end are refused", () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(", ")}]`,
    );
    expect(problems(`l0: &l0 [x]\n${levels.join("\n")}\n`)[0]).toContain("unfold without end");
  });

  test("a byte order mark and Windows line ends are fine", () => {
    expect(load(`\uFEFF${base.replaceAll("\n", "\r\n")}`).sources[0]?.files).toEqual(["events.csv"]);
  });

  test("no file: what to do instead", () => {
    const missing = () => loadModel("/nowhere/at/all");
    expect(missing).toThrow(SmacError);
    expect(missing).toThrow("there is no /nowhere/at/all/smac.yml");
  });
});

describe("secrets", () => {
  test("a secret in plain text is refused and never shown", () => {
    const found = problems(
      `${base.replace("{ files: events.csv }", "{ files: events.csv, api_token: s3cr3t-v4lue }")}`,
    );
    expect(found).toEqual([
      expect.stringMatching(
        /^2:43 CONFIG_SECRET_IN_FILE sources\.events\.api_token holds a secret as plain text \| .*"\$\{env:API_TOKEN\}"/,
      ),
    ]);
    expect(found.join()).not.toContain("s3cr3t");
  });

  test("so is a password in an address", () => {
    const found = problems(`store: clickhouse://me:s3cr3t@host/db\n${base}`);
    expect(found.join()).toContain("1:8 CONFIG_SECRET_IN_FILE store holds a secret");
    expect(found.join()).not.toContain("s3cr3t");
  });

  test("a reference stays as it is written", () => {
    expect(load(base.replace("files: events.csv", 'files: "${env:DATA}/events.csv"')).sources[0]?.files).toEqual([
      "${env:DATA}/events.csv",
    ]);
  });
});

test("the JSON Schema describes every key", () => {
  const missing: string[] = [];
  const walk = (schema: Record<string, unknown>, path: string): void => {
    for (const [key, inner] of Object.entries(
      (schema["properties"] ?? {}) as Record<string, Record<string, unknown>>,
    )) {
      if (typeof inner["description"] !== "string") missing.push(`${path}.${key}`);
      walk(inner, `${path}.${key}`);
    }
    for (const part of [schema["additionalProperties"], schema["items"], ...((schema["anyOf"] ?? []) as unknown[])])
      if (typeof part === "object" && part !== null) walk(part as Record<string, unknown>, path);
  };
  const schema = modelJsonSchema();
  walk(schema, "smac.yml");
  expect(missing).toEqual([]);
  expect(Object.keys(schema["properties"] as object)).toContain("definitions");
});
