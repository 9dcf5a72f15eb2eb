import { afterAll, beforeAll, describe, test } from "vitest";
import { browserPath, type Watching, watch } from "./browser.ts";
import { expectWhole } from "./every-page.ts";

// Every page at once: what holds for all of them. A new page is a line here.
const figures = [
  "/",
  "/?at=2026-09",
  "/?view=table",
  "/?definition=teams",
  "/?definition=active-share&period=week&filter=region:EMEA",
  "/trend",
  "/trend?period=trailing:30d",
  "/trend?measure=count&mark=bars",
  "/trend?by=region&view=table",
  "/why",
  "/why?at=2026-10&measure=count&view=table&part=mix",
  "/flow?at=2026-10",
  "/flow?view=table",
  "/lifecycle",
  "/lifecycle?at=2026-06&view=table",
  "/retention",
  "/retention?cohort=quarter&view=table",
  "/levels?at=2026-10",
  "/levels?view=table&cuts=2,5,9",
  "/products?at=2026-10",
  "/products?view=table&sort=days",
  "/definitions/diff?a=stage-rate&b=clusters",
  "/definitions/diff?a=customers&b=clusters&at=2026-10",
];
const others = [
  "/clusters",
  "/clusters?rank=support",
  "/clusters?q=nobody-is-called-so",
  "/clusters/customer/A-000004",
  "/definitions",
  "/definitions/stage-rate",
  "/definitions/stage-rate?tab=sql",
  "/definitions/stage-rate?tab=ledger",
  "/definitions/segment",
  "/definitions/no-such",
  "/sources",
  "/sources/events",
  "/sources/no-such",
  "/settings",
  "/settings/links",
  "/settings/tokens",
  "/settings/audit",
];

describe.skipIf(browserPath === null)("in a browser, wide and narrow, light and dark", () => {
  let watching: Watching;
  beforeAll(async () => {
    watching = await watch();
  }, 240_000);
  afterAll(async () => {
    await watching.close();
  });

  test.each(figures)(
    "%s: no errors, nothing from elsewhere, nothing that axe finds, no sideways scroll, and every number is as long as its list",
    (where) => expectWhole(watching, where),
    180_000,
  );

  test.each(others)(
    "%s: no errors, nothing from elsewhere, nothing that axe finds, no sideways scroll",
    (where) => expectWhole(watching, where, { lists: false }),
    180_000,
  );
});
