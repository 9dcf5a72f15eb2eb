-- values: 1770681600000000, 1770681600000000, 1770681600000000
create or replace temp table smac_tally as
with activity_known as (select * from (
select 'files' as source, nullif(trim(cast("id" as varchar), e' \t\r\n'), '') as id, make_timestamp(epoch_us(try_cast("at" AS TIMESTAMPTZ))) as "at", make_timestamp(epoch_us(try_cast("learned" AS TIMESTAMPTZ))) as learned, cast(null as timestamp) as forgotten,
  nullif(trim(cast("customer" as varchar), e' \t\r\n'), '') as cluster, cast(null as varchar) as member, cast(null as varchar) as kind, cast(null as varchar) as product,
  cast(null as varchar) as other, cast(null as varchar) as stage, concat_ws(',', coalesce(cast("id" as varchar), ''), coalesce(cast("customer" as varchar), ''), coalesce(cast("at" as varchar), ''), coalesce(cast("learned" as varchar), '')) as version
from smac_table_1) where (learned is null or learned <= ?) and (forgotten is null or forgotten > ?) qualify id is null or row_number() over (partition by source, id order by learned desc nulls last, version desc) = 1),
activity_qualified as (select *, true as qualifies from activity_known),
attributed as (select a.at, a.qualifies, a.member, a.cluster as cluster, 1 as parts, true as is_primary from activity_qualified a),
subject_activity as (select *, cluster as state_key from attributed)

select case when slot is null then -2147483648 when slot = 2147483647 then 2147483647 else cast((make_date(slot // 12 - 300000, slot % 12 + 1, 1) - date '1970-01-01') as integer) end as bucket, * exclude (slot), true as qualifies, 1 as parts
from (
  select case when "at" > ? then 2147483647 else (year(("at")) + 300000) * 12 + month(("at")) - 1 end as slot, cluster, count(*) as events, count(*) as label_events, min("at") as first_at
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
from (select list_extract([0, 1, 2]::integer[], n) as i,
  list_extract([20423, 20454, 20485]::integer[], n) as start_day,
  list_extract([20454, 20485, 20513]::integer[], n) as end_day,
  list_extract([20423, 20454, 20485]::integer[], n) as whole_start,
  list_extract([20454, 20485, 20513]::integer[], n) as whole_end,
  list_extract([1764547200000000, 1767225600000000, 1769904000000000]::bigint[], n) as start_us,
  list_extract([1767225600000000, 1769904000000000, 1772323200000000]::bigint[], n) as end_us,
  list_extract([1764547200000000, 1767225600000000, 1769904000000000]::bigint[], n) as whole_start_us,
  list_extract([1767225600000000, 1769904000000000, 1772323200000000]::bigint[], n) as whole_end_us,
  list_extract([31, 31, 10]::integer[], n) as whole_days_so_far,
  list_extract([31, 31, 10]::integer[], n) as days_so_far,
  list_extract([0, 1, 0]::hugeint[], n) as day_unit,
  list_extract([false, true, false]::boolean[], n) as used,
  list_extract([false, true, true]::boolean[], n) as reported,
  list_extract([false, false, false]::boolean[], n) as clipped from (select unnest(range(1, 4)) as n));

select distinct parts from smac_tally where parts > 1;

create or replace temp table smac_run as
with scoped as (select bucket, cluster, parts, events, label_events, cast(null as varchar) as product from smac_tally where cluster is not null and qualifies and bucket > -2147483648 and bucket < 2147483647),
active_placed_bucket as (select p.i, t.bucket from (select distinct bucket from scoped) t join smac_period p on t.bucket >= p.whole_start and t.bucket < p.whole_end),
active_placed as (select b.i, t.* from scoped t join active_placed_bucket b on b.bucket = t.bucket),
active as (select i, cluster, product from active_placed),
active_bits as (select cluster, product, bit_or(1::bigint << i) as bits from active group by cluster, product),
span as (
select cluster, product, list_filter(range(4), lambda i: (begins >> i) & 1 = 1) as begins, list_filter(range(4), lambda i: (ends >> i) & 1 = 1) as ends
from (select cluster, product, bits & ~(bits << 1) as begins, (bits << 1) & ~bits as ends from active_bits))
select cluster, product, a, b, a = began as first from (select cluster, product, unnest(begins) as a, unnest(ends) as b, begins[1] as began from span);

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
