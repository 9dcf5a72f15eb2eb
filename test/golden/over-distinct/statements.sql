-- values: 1775779200000000, 1775779200000000
select distinct stage from (select cast(null as varchar) as stage, cast(null as timestamp) as "at", cast(null as timestamp) as learned) where stage is not null and ("at" is null or "at" <= ?) and (learned is null or learned <= ?) order by stage;

create or replace temp table stage_order as select cast(null as varchar) as name, 0 as stage where false;

-- values: 1775779200000000
create or replace temp table smac_state as
with activity_known as (select * from (
select 'files' as source, cast(null as varchar) as id, (try_cast("at" AS TIMESTAMP)) as "at", cast(null as timestamp) as learned, cast(null as timestamp) as forgotten,
  nullif(trim(cast("customer" as varchar), e' \t\r\n'), '') as cluster, cast(null as varchar) as member, cast(null as varchar) as kind, cast(null as varchar) as product,
  cast(null as varchar) as other, cast(null as varchar) as stage, cast(null as varchar) as version
from smac_table_1)  ),
activity_qualified as (select *, true as qualifies from activity_known),
attributed as (select a.at, a.learned, a.qualifies, a.member, a.cluster as cluster, 1 as parts, true as is_primary from activity_qualified a),
subject_activity as (select *, cluster as state_key from attributed),
stating_activity as (select * from subject_activity),
stated as (select cast(null as varchar) as cluster, cast(null as timestamp) as "at", cast(null as integer) as stage, false as evidence, false as deleted where false
union all
select cluster, "at", cast(null as integer) as stage, evidence, false as deleted from (select state_key as cluster, coalesce(min("at"), '-infinity') as "at", true as evidence from stating_activity where state_key is not null group by 1, "at" is null)),
mark as (select cluster, "at", max(stage) as stage, coalesce(bool_or(evidence), false) as evidence, coalesce(bool_or(deleted), false) as deleted from stated group by cluster, "at")

select cluster, "at" as from_at, lead("at", 1, 'infinity') over next as to_at,
  case when "at" = '-infinity' then -2147483648 when "at" = 'infinity' then 2147483647
    else cast(cast(("at") as date) - date '1970-01-01' as integer) end as from_day, case when lead("at", 1, 'infinity') over next = '-infinity' then -2147483648 when lead("at", 1, 'infinity') over next = 'infinity' then 2147483647
    else cast(cast((lead("at", 1, 'infinity') over next) as date) - date '1970-01-01' as integer) end as to_day,
  coalesce(last_value(stage ignore nulls) over marks, 0) as stage,
  bool_or(evidence) over marks and coalesce(last_value(stage ignore nulls) over marks, 1) <> 0
    and not bool_or(deleted) over marks as present
from mark
where cluster is not null and "at" <= ?
window marks as (partition by cluster order by "at" rows between unbounded preceding and current row),
  next as (partition by cluster order by "at");

select distinct stage from smac_state where stage > 0 order by stage;

create or replace temp table smac_seen as
select nullif(trim(cast(written as varchar), e' \t\r\n'), '') as cluster, bit_or(slots) as slots, cast(sum(events) as bigint) as events, cast(sum(dated) as bigint) as dated, min(first_at) as first_at
from (
  select cluster as written, bit_or(1::bigint << ((year(("at")) + 300000) * 12 + month(("at")) - 1 - 3624309)) as slots, count(*) as events, count("at") as dated, min("at") as first_at
  from (select * from (
select 'files' as source, cast(null as varchar) as id, (try_cast("at" AS TIMESTAMP)) as "at", cast(null as timestamp) as learned, cast(null as timestamp) as forgotten,
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
  select cluster, first_at, 3624309 + n as slot
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
from (select list_extract([0, 1, 2, 3, 4, 5]::integer[], n) as i,
  list_extract([20393, 20423, 20454, 20485, 20513, 20544]::integer[], n) as start_day,
  list_extract([20423, 20454, 20485, 20513, 20544, 20574]::integer[], n) as end_day,
  list_extract([20393, 20423, 20454, 20485, 20513, 20544]::integer[], n) as whole_start,
  list_extract([20423, 20454, 20485, 20513, 20544, 20574]::integer[], n) as whole_end,
  list_extract([1761955200000000, 1764547200000000, 1767225600000000, 1769904000000000, 1772323200000000, 1775001600000000]::bigint[], n) as start_us,
  list_extract([1764547200000000, 1767225600000000, 1769904000000000, 1772323200000000, 1775001600000000, 1777593600000000]::bigint[], n) as end_us,
  list_extract([1761955200000000, 1764547200000000, 1767225600000000, 1769904000000000, 1772323200000000, 1775001600000000]::bigint[], n) as whole_start_us,
  list_extract([1764547200000000, 1767225600000000, 1769904000000000, 1772323200000000, 1775001600000000, 1777593600000000]::bigint[], n) as whole_end_us,
  list_extract([30, 31, 31, 28, 31, 10]::integer[], n) as whole_days_so_far,
  list_extract([30, 31, 31, 28, 31, 10]::integer[], n) as days_so_far,
  list_extract([0, 0, 28, 31, 28, 0]::hugeint[], n) as day_unit,
  list_extract([false, false, true, true, true, false]::boolean[], n) as used,
  list_extract([false, false, true, true, true, true]::boolean[], n) as reported,
  list_extract([false, false, false, false, false, false]::boolean[], n) as clipped from (select unnest(range(1, 7)) as n));

select distinct parts from smac_seen_tally where parts > 1;

create or replace temp table smac_run as
with active_bits as (select cluster, cast(null as varchar) as product, bit_or((slots >> 1) & 63) as bits from smac_seen where cluster is not null group by cluster),
span as (
select cluster, product, list_filter(range(7), lambda i: (begins >> i) & 1 = 1) as begins, list_filter(range(7), lambda i: (ends >> i) & 1 = 1) as ends
from (select cluster, product, bits & ~(bits << 1) as begins, (bits << 1) & ~bits as ends from active_bits))
select cluster, product, a, b, a = began as first from (select cluster, product, unnest(begins) as a, unnest(ends) as b, begins[1] as began from span);

select sum(events) as rows from smac_seen_tally where upper(cluster) = 'NULL';

with flagged as (select * from (
  select p.i, r.cluster, r.product, case when p.i > r.a then 'retained' when r.first then 'new' else 'resurrected' end as status
  from smac_run r join smac_period p on p.i >= r.a and p.i < r.b and p.reported
  union all
  select p.i, r.cluster, r.product, 'dormant' from smac_run r join smac_period p on p.i = r.b and p.reported) where product is null),
held as (
select p.i, s.cluster, s.stage, s.present, 1 as w
from smac_period p join smac_state s on s.from_at < p.end_at and s.to_at >= p.end_at
where p.i >= (select min(i) - 1 from smac_period where reported) ),
admitted as (select i, cluster, 0 as stage, 1 as w from held where present),
admitted_total as (select i, cluster, 1 as w from held where present),
population as (select i, cluster, 0 as stage, 1 as w from held where present),
population_total as (select i, cluster, 1 as w from held where present),
counting as (select d.i, d.cluster, d.stage, f.product, f.status, d.w from admitted d join flagged f on f.i = d.i and f.cluster = d.cluster),
counting_total as (select d.i, d.cluster, f.status, d.w from admitted_total d join flagged f on f.i = d.i and f.cluster = d.cluster and f.product is null)
select 'row' as part, -2000000000 as i, stage, product, 'active' as status, sum(w) as n from (select stage, product, cluster, max(w * 1) as w from counting join smac_period p using (i) where p.used and status <> 'dormant' group by all) group by all
union all
select 'total', -2000000000, 0 as stage, cast(null as varchar) as product, 'active', sum(w) from (select cluster, max(w * 1) as w from counting_total join smac_period p using (i) where p.used and status <> 'dormant' group by all) group by all
union all
select 'population', -2000000000, stage, cast(null as varchar), 'population', sum(w) from (select stage, cluster, max(w * 1) as w from population join smac_period p using (i) where p.used and true group by all) group by all
union all
select 'total_population', -2000000000, 0 as stage, cast(null as varchar) as product, 'population', sum(w) from (select cluster, max(w * 1) as w from population_total join smac_period p using (i) where p.used and true group by all) group by all
union all
select 'row' as part, i, stage, product, status, sum(w) as n from counting group by all
union all
select 'total', i, 0 as stage, cast(null as varchar) as product, status, sum(w) from counting_total group by all
union all
select 'population', i, stage, cast(null as varchar) as product, 'population', sum(w) from population where i in (select i from smac_period where reported) group by all
union all
select 'total_population', i, 0 as stage, cast(null as varchar) as product, 'population', sum(w) from population_total where i in (select i from smac_period where reported) group by all
union all

select 'unattributed', 0, 0 as stage, cast(null as varchar) as product, 'unattributed', coalesce(sum(events), 0)
from smac_seen_tally
where cluster is null and qualifies
  and bucket >= (select min(start_day) from smac_period where reported)
  and bucket < (select max(end_day) from smac_period where reported)
order by all;
