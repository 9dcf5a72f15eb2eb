create or replace temp table smac_seen as
select nullif(trim(cast(written as varchar), e' \t\r\n'), '') as cluster, bit_or(slots) as slots, cast(sum(events) as bigint) as events, cast(sum(dated) as bigint) as dated, min(first_at) as first_at
from (
  select cluster as written, bit_or(1::bigint << ((year(("at")) + 300000) * 12 + month(("at")) - 1 - 3624311)) as slots, count(*) as events, count("at") as dated, min("at") as first_at
  from (select * from (
select 'files' as source, cast(null as varchar) as id, make_timestamp(epoch_us(try_cast("at" AS TIMESTAMPTZ))) as "at", cast(null as timestamp) as learned, cast(null as timestamp) as forgotten,
  "customer" as cluster, cast(null as varchar) as member, cast(null as varchar) as kind, cast(null as varchar) as product,
  cast(null as varchar) as other, cast(null as varchar) as stage, cast(null as varchar) as version
from smac_table_1)  )
  group by all
)
group by all;

select count(*) as n from smac_seen where coalesce(upper(cluster) = 'NULL', true);

create or replace temp view smac_seen_tally as
select case when slot is null then -2147483648 else cast((make_date(slot // 12 - 300000, slot % 12 + 1, 1) - date '1970-01-01') as integer) end as bucket, cluster, true as qualifies, 1 as parts, 1 as events, 1 as label_events, first_at
from (
  select cluster, first_at, 3624311 + n as slot
  from smac_seen join range(8) as slots(n) on (slots >> n) & 1 = 1 where not coalesce(upper(cluster) = 'NULL', true)
)
union all by name
select -2147483648 as bucket, cluster, true as qualifies, 1 as parts, events - dated as events, events - dated as label_events
from smac_seen where events > dated and not coalesce(upper(cluster) = 'NULL', true);

select min(bucket) filter (bucket > -2147483648 and bucket < 2147483647 and qualifies) as first, max(bucket) filter (bucket > -2147483648 and bucket < 2147483647 and qualifies) as last,
  min(first_at) filter (bucket > -2147483648 and bucket < 2147483647 and qualifies) as first_at,
  coalesce(sum(events) filter (bucket = -2147483648), 0) as undated,
  coalesce(sum(events) filter (bucket = 2147483647), 0) as future
from smac_seen_tally;

create or replace temp table smac_period as
select * exclude (start_us, end_us, whole_start_us, whole_end_us), make_timestamp(start_us) as start_at,
  make_timestamp(end_us) as end_at,
  make_timestamp(whole_start_us) as whole_start_at,
  make_timestamp(whole_end_us) as whole_end_at
from (select list_extract([0, 1, 2, 3, 4, 5, 6]::integer[], n) as i,
  list_extract([20423, 20454, 20485, 20513, 20544, 20574, 20605]::integer[], n) as start_day,
  list_extract([20454, 20485, 20513, 20544, 20574, 20605, 20635]::integer[], n) as end_day,
  list_extract([20423, 20454, 20485, 20513, 20544, 20574, 20605]::integer[], n) as whole_start,
  list_extract([20454, 20485, 20513, 20544, 20574, 20605, 20635]::integer[], n) as whole_end,
  list_extract([1764547200000000, 1767225600000000, 1769904000000000, 1772323200000000, 1775001600000000, 1777593600000000, 1780272000000000]::bigint[], n) as start_us,
  list_extract([1767225600000000, 1769904000000000, 1772323200000000, 1775001600000000, 1777593600000000, 1780272000000000, 1782864000000000]::bigint[], n) as end_us,
  list_extract([1764547200000000, 1767225600000000, 1769904000000000, 1772323200000000, 1775001600000000, 1777593600000000, 1780272000000000]::bigint[], n) as whole_start_us,
  list_extract([1767225600000000, 1769904000000000, 1772323200000000, 1775001600000000, 1777593600000000, 1780272000000000, 1782864000000000]::bigint[], n) as whole_end_us,
  list_extract([31, 31, 28, 31, 30, 31, 30]::integer[], n) as whole_days_so_far,
  list_extract([31, 31, 28, 31, 30, 31, 30]::integer[], n) as days_so_far,
  list_extract([0, 420, 465, 420, 434, 420, 434]::hugeint[], n) as day_unit,
  list_extract([false, true, true, true, true, true, true]::boolean[], n) as used,
  list_extract([false, true, true, true, true, true, true]::boolean[], n) as reported,
  list_extract([false, false, false, false, false, false, false]::boolean[], n) as clipped from (select unnest(range(1, 8)) as n));

select distinct parts from smac_seen_tally where parts > 1;

create or replace temp table smac_run as
with active_bits as (select cluster, cast(null as varchar) as product, bit_or((slots >> 0) & 127) as bits from smac_seen where cluster is not null group by cluster),
span as (
select cluster, product, list_filter(range(8), lambda i: (begins >> i) & 1 = 1) as begins, list_filter(range(8), lambda i: (ends >> i) & 1 = 1) as ends
from (select cluster, product, bits & ~(bits << 1) as begins, (bits << 1) & ~bits as ends from active_bits))
select cluster, product, a, b, a = began as first from (select cluster, product, unnest(begins) as a, unnest(ends) as b, begins[1] as began from span);

select sum(events) as rows from smac_seen_tally where upper(cluster) = 'NULL';

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
from smac_seen_tally
where cluster is null and qualifies
  and bucket >= (select min(start_day) from smac_period where reported)
  and bucket < (select max(end_day) from smac_period where reported)
order by all;
