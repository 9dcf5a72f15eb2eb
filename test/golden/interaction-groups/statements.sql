create or replace temp table smac_tally as
with activity_known as (select * from (
select 'files' as source, cast(null as varchar) as id, CASE WHEN (length("sent") > 13 AND (upper(right("sent", 1)) IN ('Z', 'C', 'T') OR substr("sent", -6, 1) IN ('+', '-') OR substr("sent", -5, 1) IN ('+', '-') OR substr("sent", -3, 1) IN ('+', '-'))) THEN make_timestamp(epoch_us(try_cast("sent" AS TIMESTAMPTZ))) ELSE (try_cast("sent" AS TIMESTAMP)) END as "at", cast(null as timestamp) as learned, cast(null as timestamp) as forgotten,
  cast(null as varchar) as cluster, nullif(trim(cast("sender" as varchar), e' \t\r\n'), '') as member, cast(null as varchar) as kind, cast(null as varchar) as product,
  nullif(trim(cast("receiver" as varchar), e' \t\r\n'), '') as other, cast(null as varchar) as stage, cast(null as varchar) as version
from smac_table_1)  ),
activity_qualified as (select *, true as qualifies from activity_known),
attributed as (select a."at", a."qualifies", a."member", a."other", coalesce(a.cluster, a.member) as cluster, 1 as parts, true as is_primary from activity_qualified a),
subject_activity as (select *, cluster as state_key from attributed)

select case when slot is null then -2147483648 else cast((slot - date '1970-01-01') as integer) end as bucket, * exclude (slot), true as qualifies, 1 as parts
from (
  select cast(("at") as date) as slot, cluster, member, other, count(*) as events, count(*) as label_events, min("at") as first_at
  from subject_activity
  group by all
);

select min(bucket) filter (bucket > -2147483648 and bucket < 2147483647 and qualifies) as first, max(bucket) filter (bucket > -2147483648 and bucket < 2147483647 and qualifies) as last,
  min(first_at) filter (bucket > -2147483648 and bucket < 2147483647 and qualifies) as first_at,
  coalesce(sum(events) filter (bucket = -2147483648), 0) as undated,
  coalesce(sum(events) filter (bucket = 2147483647), 0) as future
from smac_tally;

create or replace temp table smac_period as
select * exclude (start_us, end_us, whole_start_us, whole_end_us), make_timestamp(start_us) as start_at,
  make_timestamp(end_us) as end_at,
  make_timestamp(whole_start_us) as whole_start_at,
  make_timestamp(whole_end_us) as whole_end_at
from (select list_extract([0, 1, 2, 3]::integer[], n) as i,
  list_extract([20423, 20454, 20485, 20513]::integer[], n) as start_day,
  list_extract([20454, 20485, 20513, 20544]::integer[], n) as end_day,
  list_extract([20423, 20454, 20485, 20513]::integer[], n) as whole_start,
  list_extract([20454, 20485, 20513, 20544]::integer[], n) as whole_end,
  list_extract([1764547200000000, 1767225600000000, 1769904000000000, 1772323200000000]::bigint[], n) as start_us,
  list_extract([1767225600000000, 1769904000000000, 1772323200000000, 1775001600000000]::bigint[], n) as end_us,
  list_extract([1764547200000000, 1767225600000000, 1769904000000000, 1772323200000000]::bigint[], n) as whole_start_us,
  list_extract([1767225600000000, 1769904000000000, 1772323200000000, 1775001600000000]::bigint[], n) as whole_end_us,
  list_extract([31, 31, 28, 31]::integer[], n) as whole_days_so_far,
  list_extract([31, 31, 28, 31]::integer[], n) as days_so_far,
  list_extract([0, 28, 31, 28]::hugeint[], n) as day_unit,
  list_extract([false, true, true, true]::boolean[], n) as used,
  list_extract([false, true, true, true]::boolean[], n) as reported,
  list_extract([false, false, false, false]::boolean[], n) as clipped from (select unnest(range(1, 5)) as n));

select distinct parts from smac_tally where parts > 1;

select sum(events) as rows from smac_tally where upper(cluster) = 'NULL';

select p.i, t.member, t.other, cast(null as varchar) as product, t.bucket as day, sum(t.events) as events, max(t.first_at) as last_at
from smac_tally t join smac_period p on p.reported and t.bucket >= p.start_day and t.bucket < p.end_day
where t.qualifies and t.bucket > -2147483648 and t.bucket < 2147483647 and t.member is not null and t.other is not null and t.member <> t.other
group by all order by all;

select coalesce(sum(events), 0) as n from smac_tally
where qualifies and (member is null or other is null or member = other)
  and bucket >= (select min(start_day) from smac_period where reported)
  and bucket < (select max(end_day) from smac_period where reported);
