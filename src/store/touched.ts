import type { Engine } from "../engines/duckdb/engine.ts";

/**
 * Makes the temporary tables that collect what a derivation changed:
 * `touched_rows`, references of activities that came to stand or fall, and
 * `touched_members`, members whose memberships changed. New rows need no note.
 */
export async function startTouching(engine: Engine): Promise<void> {
  await engine.run(`
CREATE OR REPLACE TEMP TABLE touched_rows (_mapping VARCHAR, _load INTEGER, _row BIGINT);
CREATE OR REPLACE TEMP TABLE touched_members (cluster_kind VARCHAR, member VARCHAR);`);
}

/** Remembers the memberships as they are; `compare` notes the members for whom something changed since. */
export async function touchMembers(engine: Engine): Promise<{ compare(): Promise<void> }> {
  await engine.run(`CREATE OR REPLACE TEMP TABLE memberships_before AS SELECT ${membershipColumns} FROM memberships`);
  return {
    async compare() {
      await engine.run(`
INSERT INTO touched_members SELECT DISTINCT cluster_kind, member FROM (
  (SELECT ${membershipColumns} FROM memberships EXCEPT SELECT ${membershipColumns} FROM memberships_before)
  UNION ALL
  (SELECT ${membershipColumns} FROM memberships_before EXCEPT SELECT ${membershipColumns} FROM memberships));
DROP TABLE memberships_before`);
    },
  };
}

const membershipColumns = "cluster_kind, member, cluster, valid_from, valid_to, is_primary, stated, forgotten";
