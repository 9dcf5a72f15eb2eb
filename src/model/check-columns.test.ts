import { expect, test } from "vitest";
import { checkColumns } from "./check-columns.ts";
import { modelFrom } from "./load.ts";

const model = modelFrom(
  `sources:
  events: { files: events.csv, id: event_id }
  other: { files: other.csv }
activities:
  use: { from: events, at: ts, cluster: acount, product: app, where: "kind = 'a' AND plann > 1" }
  more: { from: other, at: whenever }
`,
  { file: "smac.yml", directory: "/p" },
);

test("each column that is not there, at its place; unread sources are passed over", () => {
  const tables = new Map([["events", ["EVENT_ID", "ts", "account", "kind", "plan", "Kind"]]]);
  expect(
    checkColumns(model, tables).map(({ at, message, hint }) => `${at?.line}:${at?.column} ${message} | ${hint}`),
  ).toEqual([
    "5:41 activities.use.cluster: source “events” has no column “acount” | did you mean “account”?",
    "5:58 activities.use.product: source “events” has no column “app” | there are: EVENT_ID, ts, account, kind, plan, Kind; one text for every row is written { text: app }",
    "5:70 activities.use.where: source “events” has no column “plann” | did you mean “plan”?",
  ]);
});
