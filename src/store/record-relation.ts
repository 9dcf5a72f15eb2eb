import type { Relation } from "../query/facts.ts";
import { raw, sql, text } from "../sql/fragment.ts";
import type { FactScope } from "./fact-relations.ts";
import { knownFacts } from "./known-keys.ts";

/**
 * The clusters' records. Of clusters that were merged or deleted one row each is
 * made, as known at the moment asked for: the name and owner are those of the
 * cluster that stayed (else of the others), created with the first of them, and
 * deleted when all of them are. A deletion without instant lies before all facts.
 */
export function recordRelation(scope: FactScope): Relation {
  const { kind, clusters } = scope;
  const own = sql`SELECT cluster, name, owner, created, deleted, stated AS learned, NULL::TIMESTAMP AS forgotten
FROM records f WHERE f.cluster_kind = ${text(kind)} AND ${knownFacts(scope, "f")}`;
  if (clusters.merged === null && clusters.deleted === null) return own;
  const merged = clusters.merged ?? raw("SELECT NULL::VARCHAR AS key, NULL::VARCHAR AS root WHERE false");
  const deleted = clusters.deleted ?? raw(`SELECT NULL::VARCHAR AS key, NULL::TIMESTAMP AS "at" WHERE false`);
  return sql`
WITH merged AS (${merged}), removed AS (SELECT key, coalesce("at", ${always}) AS "at" FROM (${deleted})), own AS (${own}),
special AS (SELECT key, root FROM merged UNION SELECT root, root FROM merged UNION SELECT key, key FROM removed WHERE key NOT IN (SELECT key FROM merged)),
latest AS (SELECT * FROM own WHERE cluster IN (SELECT key FROM special)
  QUALIFY row_number() OVER (PARTITION BY cluster ORDER BY learned DESC NULLS LAST, created NULLS LAST, name, owner) = 1),
each AS (SELECT s.root, s.key = s.root AS stayed, l.name, l.owner,
    CASE WHEN l.cluster IS NOT NULL THEN coalesce(l.created, TIMESTAMP '-infinity') ELSE r."at" END AS created,
    coalesce(least(l.deleted, r."at"), CASE WHEN l.cluster IS NULL AND s.key <> s.root THEN NULL ELSE TIMESTAMP 'infinity' END) AS deleted, s.key
  FROM special s LEFT JOIN latest l ON l.cluster = s.key LEFT JOIN removed r ON r.key = s.key)
SELECT cluster, name, owner, created, deleted, learned, forgotten FROM own WHERE cluster NOT IN (SELECT key FROM special)
UNION ALL
SELECT root, arg_min(name, ${stayedFirst}) FILTER (name IS NOT NULL), arg_min(owner, ${stayedFirst}) FILTER (owner IS NOT NULL),
  nullif(min(created), TIMESTAMP '-infinity'), nullif(max(deleted), TIMESTAMP 'infinity'), NULL::TIMESTAMP, NULL::TIMESTAMP
FROM each GROUP BY root HAVING count(created) > 0`;
}

/** Finite, so that calendars can be made over the facts. */
const always = "TIMESTAMP '1900-01-01'";

const stayedFirst = "(CASE WHEN stayed THEN 0 ELSE 1 END, coalesce(key, ''))";
