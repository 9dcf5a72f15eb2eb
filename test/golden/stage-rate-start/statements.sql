-- values: 1798675200000000, 1798675200000000
select distinct stage from (select cluster, stage, "at", learned, forgotten from smac_table_2_stages) where stage is not null and ("at" is null or "at" <= ?) and (learned is null or learned <= ?) order by stage;

-- values: "prospect", "lead", "customer"
create or replace temp table stage_order as select * from (values (?, 1), (?, 2), (?, 3)) as v(name, stage);

-- values: 1798675200000000, 1798675200000000, 1798675200000000, 1798675200000000
create or replace temp table smac_state as
with stage_known as (
select r.cluster, coalesce(r.at, '-infinity') as "at", r.learned, coalesce(o.stage, 0) as stage
from (select cluster, stage, "at", learned, forgotten from smac_table_2_stages) r left join stage_order o on o.name = r.stage
where (learned is null or learned <= ?) and (forgotten is null or forgotten > ?) and r.cluster is not null and (r.at is null or r.at <= ?)
qualify row_number() over (partition by r.cluster, r.at order by r.learned desc nulls last, (o.stage is null) desc, o.stage desc) = 1)

select cluster, "at" as from_at, lead("at", 1, 'infinity') over next as to_at,
  case when "at" = '-infinity' then -2147483648 when "at" = 'infinity' then 2147483647
    else cast(cast(("at") as date) - date '1970-01-01' as integer) end as from_day, case when lead("at", 1, 'infinity') over next = '-infinity' then -2147483648 when lead("at", 1, 'infinity') over next = 'infinity' then 2147483647
    else cast(cast((lead("at", 1, 'infinity') over next) as date) - date '1970-01-01' as integer) end as to_day,
  cast(stage as integer) as stage, stage <> 0 as present
from stage_known where "at" <= ?
window next as (partition by cluster order by "at");

select distinct stage from smac_state where stage > 0 order by stage;

create or replace temp table smac_seen as
select nullif(trim(cast(written as varchar), e' \t\r\n'), '') as cluster, bit_or(slots) as slots, cast(sum(events) as bigint) as events, cast(sum(dated) as bigint) as dated, min(first_at) as first_at
from (
  select cluster as written, bit_or(1::bigint << ((year(("at")) + 300000) * 12 + month(("at")) - 1 - 3624311)) as slots, count(*) as events, count("at") as dated, min("at") as first_at
  from (select * from (
select 'files' as source, cast(null as varchar) as id, make_timestamp(epoch_us(try_cast("at" AS TIMESTAMPTZ))) as "at", cast(null as timestamp) as learned, cast(null as timestamp) as forgotten,
  "account" as cluster, cast(null as varchar) as member, cast(null as varchar) as kind, cast(null as varchar) as product,
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
  from smac_seen join range(5) as slots(n) on (slots >> n) & 1 = 1 where not coalesce(upper(cluster) = 'NULL', true)
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

select distinct parts from smac_seen_tally where parts > 1;

create or replace temp table smac_run as
with active_bits as (select cluster, cast(null as varchar) as product, bit_or((slots >> 0) & 15) as bits from smac_seen where cluster is not null group by cluster),
span as (
select cluster, product, list_filter(range(5), lambda i: (begins >> i) & 1 = 1) as begins, list_filter(range(5), lambda i: (ends >> i) & 1 = 1) as ends
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
from smac_period p join smac_state s on s.from_at <= p.start_at and s.to_at > p.start_at
where p.i >= (select min(i) - 1 from smac_period where reported) ),
admitted as (select i, cluster, stage, 1 as w from held where stage > 0),
admitted_total as (select i, cluster, 1 as w from held where stage > 0),
population as (select * from admitted),
population_total as (select * from admitted_total),
flagged_stage as (select f.*, d.stage, d.w from flagged f left join admitted d on d.i = f.i and d.cluster = f.cluster),
counting as (select i, cluster, stage, product, status, w from flagged_stage where stage is not null),
counting_total as (select i, cluster, status, w from counting where product is null)
select 'row' as part, i, stage, product, status, sum(w) as n from counting group by all
union all
select 'total', i, 0 as stage, cast(null as varchar) as product, status, sum(w) from counting_total group by all
union all
select 'population', i, stage, cast(null as varchar) as product, 'population', sum(w) from population where i in (select i from smac_period where reported) group by all
union all
select 'total_population', i, 0 as stage, cast(null as varchar) as product, 'population', sum(w) from population_total where i in (select i from smac_period where reported) group by all
union all

select 'left', i, 0 as stage, cast(null as varchar) as product, 'left', sum(w) from (select f.i, f.cluster, before.w
from (select * from flagged_stage where stage is null) f join admitted_total before on before.i = f.i - 1 and before.cluster = f.cluster
where f.product is null and f.status in ('retained', 'dormant')) group by all
union all

select 'stageless', 0, 0 as stage, cast(null as varchar) as product, 'stageless', count(distinct f.cluster)
from (select * from flagged_stage where stage is null) f
where f.product is null and f.status <> 'dormant'
union all

select 'unattributed', 0, 0 as stage, cast(null as varchar) as product, 'unattributed', coalesce(sum(events), 0)
from smac_seen_tally
where cluster is null and qualifies
  and bucket >= (select min(start_day) from smac_period where reported)
  and bucket < (select max(end_day) from smac_period where reported)
order by all;
