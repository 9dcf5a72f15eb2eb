import { expect, test } from "vitest";
import { openEngine } from "../engines/duckdb/engine.ts";
import type { Facts } from "../query/facts.ts";
import { raw, withSteps } from "../sql/fragment.ts";
import { attributionSteps } from "./attribution.ts";

const facts = { membership: raw("membership_known"), activityHas: { cluster: true } } as unknown as Facts;

test.each(["all", "primary", "split"] as const)(
  "%s: activities meet memberships by their member, never each with each",
  async (attribution) => {
    const engine = await openEngine({ path: null });
    try {
      await engine.run(`create table activity_qualified as
select 'm' || (i % 500) as member, if(i % 2 = 0, 'named', null) as cluster, timestamp '2026-01-01' + to_minutes(i) as "at" from range(5000) t(i);
create table membership_known as
select 'm' || i as member, 'c' || (i % 7) as cluster, timestamp '2025-01-01' as valid_from, timestamp '2027-01-01' as valid_to, true as is_primary from range(500) t(i)`);
      const asked = withSteps(
        attributionSteps(facts, attribution, ["member"]),
        raw("select cluster, count(*) from attributed group by cluster"),
      );
      const plan = JSON.stringify(await engine.rows(`explain ${asked.sql}`, asked.params));
      expect(plan).toContain("HASH_JOIN");
      expect(plan).not.toMatch(/BLOCKWISE_NL_JOIN|NESTED_LOOP_JOIN|CROSS_PRODUCT/);
    } finally {
      await engine.close();
    }
  },
);
