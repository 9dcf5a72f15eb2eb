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

create or replace temp table smac_tally as
with activity_known as (select * from (
select 'files' as source, cast(null as varchar) as id, make_timestamp(epoch_us(try_cast("at" AS TIMESTAMPTZ))) as "at", cast(null as timestamp) as learned, cast(null as timestamp) as forgotten,
  nullif(trim(cast("account" as varchar), e' \t\r\n'), '') as cluster, cast(null as varchar) as member, cast(null as varchar) as kind, cast(null as varchar) as product,
  cast(null as varchar) as other, cast(null as varchar) as stage, cast(null as varchar) as version
from smac_table_1)  ),
activity_qualified as (select *, true as qualifies from activity_known),
attributed as (select a.at, a.qualifies, a.member, a.cluster as cluster, 1 as parts, true as is_primary from activity_qualified a),
subject_activity as (select *, cluster as state_key from attributed)

select case when slot is null then -2147483648 else cast((make_date(slot // 12 - 300000, slot % 12 + 1, 1) - date '1970-01-01') as integer) end as bucket, * exclude (slot), true as qualifies, 1 as parts
from (
  select (year(("at")) + 300000) * 12 + month(("at")) - 1 as slot, cluster, stage, count(*) as events, count(*) as label_events, min("at") as first_at
  from (
  select a.*, coalesce(s.stage, 0) as stage
  from subject_activity a asof left join smac_state s on s.cluster = a.state_key and a.at >= s.from_at)
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

create or replace temp table smac_run as
with scoped as (select bucket, cluster, parts, events, label_events, stage, cast(null as varchar) as product from smac_tally where cluster is not null and qualifies and bucket > -2147483648 and bucket < 2147483647),
active_placed_bucket as (select p.i, t.bucket from (select distinct bucket from scoped) t join smac_period p on t.bucket >= p.whole_start and t.bucket < p.whole_end),
active_placed as (select b.i, t.* from scoped t join active_placed_bucket b on b.bucket = t.bucket),
active as (select i, cluster, product from active_placed),
active_bits as (select cluster, product, bit_or(1::bigint << i) as bits from active group by cluster, product),
span as (
select cluster, product, list_filter(range(5), lambda i: (begins >> i) & 1 = 1) as begins, list_filter(range(5), lambda i: (ends >> i) & 1 = 1) as ends
from (select cluster, product, bits & ~(bits << 1) as begins, (bits << 1) & ~bits as ends from active_bits))
select cluster, product, a, b, a = began as first from (select cluster, product, unnest(begins) as a, unnest(ends) as b, begins[1] as began from span);

select sum(events) as rows from smac_tally where upper(cluster) = 'NULL';

with scoped as (select bucket, cluster, parts, events, label_events, stage, cast(null as varchar) as product from smac_tally where cluster is not null and qualifies and bucket > -2147483648 and bucket < 2147483647),
flagged as (select * from (
  select p.i, r.cluster, r.product, case when p.i > r.a then 'retained' when r.first then 'new' else 'resurrected' end as status
  from smac_run r join smac_period p on p.i >= r.a and p.i < r.b and p.reported
  union all
  select p.i, r.cluster, r.product, 'dormant' from smac_run r join smac_period p on p.i = r.b and p.reported) where product is null),
labelled_whole_placed_bucket as (select p.i, t.bucket from (select distinct bucket from scoped) t join smac_period p on t.bucket >= p.whole_start and t.bucket < p.whole_end),
labelled_whole_placed as (select b.i, t.* from scoped t join labelled_whole_placed_bucket b on b.bucket = t.bucket),
labelled_whole as (select distinct i, cluster, product, stage from labelled_whole_placed),
labelled_at as (select l.* from labelled_whole l join smac_period p on p.i = l.i and p.reported and not p.clipped),
held as (
select p.i, s.cluster, s.stage, s.present, 1 as w
from smac_period p join smac_state s on s.from_at < p.end_at and s.to_at > p.start_at
where p.i >= (select min(i) - 1 from smac_period where reported) 
group by p.i, s.cluster, s.stage, s.present),
admitted as (select i, cluster, stage, 1 as w from held where stage > 0 group by all),
admitted_total as (select i, cluster, 1 as w from held where stage > 0 group by all),
population as (select * from admitted),
population_total as (select * from admitted_total),
counting as (
select l.i, l.cluster, l.stage, f.product, f.status, 1 as w
from labelled_at l join flagged f on f.i = l.i and f.cluster = l.cluster and f.product is not distinct from l.product and f.status <> 'dormant' where l.stage > 0
union all
select d.i, d.cluster, d.stage, f.product, f.status, d.w from admitted d join flagged f on f.i = d.i and f.cluster = d.cluster where f.status = 'dormant'),
counting_total as (select d.i, d.cluster, f.status, d.w from admitted_total d join flagged f on f.i = d.i and f.cluster = d.cluster and f.product is null)
select 'row' as part, i, stage, product, status, sum(w) as n from counting group by all
union all
select 'total', i, 0 as stage, cast(null as varchar) as product, status, sum(w) from counting_total group by all
union all
select 'population', i, stage, cast(null as varchar) as product, 'population', sum(w) from population where i in (select i from smac_period where reported) group by all
union all
select 'total_population', i, 0 as stage, cast(null as varchar) as product, 'population', sum(w) from population_total where i in (select i from smac_period where reported) group by all
union all

select 'left', i, 0 as stage, cast(null as varchar) as product, 'left', sum(w) from (select f.i, f.cluster, before.w
from (select f.* from flagged f anti join (select i, cluster from held where stage > 0) h on h.i = f.i and h.cluster = f.cluster) f join admitted_total before on before.i = f.i - 1 and before.cluster = f.cluster
where f.product is null and f.status in ('retained', 'dormant')) group by all
union all

select 'stageless', 0, 0 as stage, cast(null as varchar) as product, 'stageless', count(distinct f.cluster)
from (select f.* from flagged f anti join (select i, cluster from held where stage > 0) h on h.i = f.i and h.cluster = f.cluster) f
where f.product is null and f.status <> 'dormant'
union all

select 'unattributed', 0, 0 as stage, cast(null as varchar) as product, 'unattributed', coalesce(sum(events), 0)
from smac_tally
where cluster is null and qualifies
  and bucket >= (select min(start_day) from smac_period where reported)
  and bucket < (select max(end_day) from smac_period where reported)
order by all;
