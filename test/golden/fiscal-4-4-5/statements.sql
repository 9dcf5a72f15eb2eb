create or replace temp table smac_tally as

select bucket, nullif(trim(cast(cluster as varchar), e' \t\r\n'), '') as cluster, qualifies, parts,
  cast(sum(events) as bigint) as events, cast(sum(label_events) as bigint) as label_events, min(first_at) as first_at
from (with activity_known as (select * from (
select 'files' as source, cast(null as varchar) as id, (try_cast("at" AS TIMESTAMP)) as "at", cast(null as timestamp) as learned, cast(null as timestamp) as forgotten,
  "customer" as cluster, cast(null as varchar) as member, cast(null as varchar) as kind, cast(null as varchar) as product,
  cast(null as varchar) as other, cast(null as varchar) as stage, cast(null as varchar) as version
from smac_table_1)  ),
activity_qualified as (select *, true as qualifies from activity_known),
attributed as (select a.at, a.qualifies, a.member, a.cluster as cluster, 1 as parts, true as is_primary from activity_qualified a),
subject_activity as (select *, cluster as state_key from attributed)

select case when slot is null then -2147483648 else cast(((slot - 20000000) * 7 + 4) as integer) end as bucket, * exclude (slot), true as qualifies, 1 as parts
from (
  select (cast(("at") as date) - date '1970-01-05' + 140000000) // 7 as slot, cluster, count(*) as events, count(*) as label_events, min("at") as first_at
  from subject_activity
  group by all
))
group by all;

select min(bucket) filter (bucket > -2147483648 and bucket < 2147483647 and qualifies) as first, max(bucket) filter (bucket > -2147483648 and bucket < 2147483647 and qualifies) as last,
  min(first_at) filter (bucket > -2147483648 and bucket < 2147483647 and qualifies) as first_at,
  coalesce(sum(events) filter (bucket = -2147483648), 0) as undated,
  coalesce(sum(events) filter (bucket = 2147483647), 0) as future
from smac_tally;

create or replace temp table smac_period as
select * exclude (start_us, end_us, whole_start_us, whole_end_us), make_timestamp(start_us) as start_at, make_timestamp(end_us) as end_at,
  make_timestamp(whole_start_us) as whole_start_at, make_timestamp(whole_end_us) as whole_end_at
from (select unnest([0, 1, 2, 3, 4, 5, 6]::integer[]) as i,
  unnest([20423, 20451, 20486, 20514, 20542, 20577, 20605]::integer[]) as start_day,
  unnest([20451, 20486, 20514, 20542, 20577, 20605, 20633]::integer[]) as end_day,
  unnest([20423, 20451, 20486, 20514, 20542, 20577, 20605]::integer[]) as whole_start,
  unnest([20451, 20486, 20514, 20542, 20577, 20605, 20633]::integer[]) as whole_end,
  unnest([1764547200000000, 1766966400000000, 1769990400000000, 1772409600000000, 1774828800000000, 1777852800000000, 1780272000000000]::bigint[]) as start_us,
  unnest([1766966400000000, 1769990400000000, 1772409600000000, 1774828800000000, 1777852800000000, 1780272000000000, 1782691200000000]::bigint[]) as end_us,
  unnest([1764547200000000, 1766966400000000, 1769990400000000, 1772409600000000, 1774828800000000, 1777852800000000, 1780272000000000]::bigint[]) as whole_start_us,
  unnest([1766966400000000, 1769990400000000, 1772409600000000, 1774828800000000, 1777852800000000, 1780272000000000, 1782691200000000]::bigint[]) as whole_end_us,
  unnest([28, 35, 28, 28, 35, 28, 28]::integer[]) as whole_days_so_far,
  unnest([28, 35, 28, 28, 35, 28, 28]::integer[]) as days_so_far,
  unnest([0, 4, 5, 5, 4, 5, 5]::hugeint[]) as day_unit,
  unnest([false, true, true, true, true, true, true]::boolean[]) as used,
  unnest([false, true, true, true, true, true, true]::boolean[]) as reported,
  unnest([false, false, false, false, false, false, false]::boolean[]) as clipped);

select distinct parts from smac_tally where parts > 1;

create or replace temp table smac_run as
with scoped as (select bucket, cluster, parts, events, label_events, cast(null as varchar) as product from smac_tally where cluster is not null and qualifies and bucket > -2147483648 and bucket < 2147483647),
active_placed as (select p.i, t.* from scoped t asof join smac_period p on t.bucket >= p.whole_start where t.bucket < p.whole_end),
active_counted as (select i, cluster, product, sum(events) as events from active_placed group by all),
active as (select c.i, c.cluster, c.product from active_counted c where events >= 1),
island as (
select cluster, product, min(i) as a, max(i) + 1 as b
from (select *, i - row_number() over (partition by cluster, product order by i) as island from active)
group by cluster, product, island)
select cluster, product, a, b, a = min(a) over (partition by cluster, product) as first from island;

select sum(events) as rows from smac_tally where upper(cluster) = 'NULL';

with flagged as (select * from (
  select p.i, r.cluster, r.product, case when p.i > r.a then 'retained' when r.first then 'new' else 'resurrected' end as status
  from smac_run r join smac_period p on p.i >= r.a and p.i < r.b and p.reported
  union all
  select p.i, r.cluster, r.product, 'dormant' from smac_run r join smac_period p on p.i = r.b and p.reported) where product is null),
counting as (select i, cluster, 0 as stage, product, status, 1 as w from flagged),
counting_total as (select i, cluster, status, 1 as w from flagged where product is null)
select 'row' as part, i, stage, product, status, sum(w) as n from counting group by all
union all
select 'total', i, 0 as stage, cast(null as varchar) as product, status, sum(w) from counting_total group by all
union all

select 'unattributed', 0, 0 as stage, cast(null as varchar) as product, 'unattributed', coalesce(sum(events), 0)
from smac_tally
where cluster is null and qualifies
  and bucket >= (select min(start_day) from smac_period where reported)
  and bucket < (select max(end_day) from smac_period where reported)
order by all;
