create or replace temp table smac_tally as
with activity_known as (select * from (
select 'files' as source, cast(null as varchar) as id, (try_cast("at" AS TIMESTAMP)) as "at", cast(null as timestamp) as learned, cast(null as timestamp) as forgotten,
  nullif(trim(cast("team" as varchar), e' \t\r\n'), '') as cluster, nullif(trim(cast("person" as varchar), e' \t\r\n'), '') as member, cast(null as varchar) as kind, nullif(trim(cast("service" as varchar), e' \t\r\n'), '') as product,
  cast(null as varchar) as other, cast(null as varchar) as stage, cast(null as varchar) as version
from smac_table_1)  ),
activity_qualified as (select *, true as qualifies from activity_known),
attributed as (select a.at, a.qualifies, a.member, a.product, a.cluster as cluster, 1 as parts, true as is_primary from activity_qualified a),
subject_activity as (select *, cluster as state_key from attributed)

select case when slot is null then -2147483648 else cast((slot - date '1970-01-01') as integer) end as bucket, * exclude (slot), true as qualifies, 1 as parts
from (
  select cast(("at") as date) as slot, cluster, product, count(*) as events, count(*) as label_events, min("at") as first_at
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
from (select list_extract([20477, 20478, 20479, 20480, 20481, 20482, 20483, 20484, 20485, 20486, 20487, 20488, 20489, 20490, 20491, 20492, 20493, 20494, 20495, 20496, 20497, 20498, 20499, 20500, 20501, 20502, 20503, 20504, 20505, 20506, 20507, 20508, 20509, 20510, 20511, 20512, 20513, 20514, 20515, 20516, 20517]::integer[], n) as i,
  list_extract([20448, 20449, 20450, 20451, 20452, 20453, 20454, 20455, 20456, 20457, 20458, 20459, 20460, 20461, 20462, 20463, 20464, 20465, 20466, 20467, 20468, 20469, 20470, 20471, 20472, 20473, 20474, 20475, 20476, 20477, 20478, 20479, 20480, 20481, 20482, 20483, 20484, 20485, 20486, 20487, 20488]::integer[], n) as start_day,
  list_extract([20478, 20479, 20480, 20481, 20482, 20483, 20484, 20485, 20486, 20487, 20488, 20489, 20490, 20491, 20492, 20493, 20494, 20495, 20496, 20497, 20498, 20499, 20500, 20501, 20502, 20503, 20504, 20505, 20506, 20507, 20508, 20509, 20510, 20511, 20512, 20513, 20514, 20515, 20516, 20517, 20518]::integer[], n) as end_day,
  list_extract([20448, 20449, 20450, 20451, 20452, 20453, 20454, 20455, 20456, 20457, 20458, 20459, 20460, 20461, 20462, 20463, 20464, 20465, 20466, 20467, 20468, 20469, 20470, 20471, 20472, 20473, 20474, 20475, 20476, 20477, 20478, 20479, 20480, 20481, 20482, 20483, 20484, 20485, 20486, 20487, 20488]::integer[], n) as whole_start,
  list_extract([20478, 20479, 20480, 20481, 20482, 20483, 20484, 20485, 20486, 20487, 20488, 20489, 20490, 20491, 20492, 20493, 20494, 20495, 20496, 20497, 20498, 20499, 20500, 20501, 20502, 20503, 20504, 20505, 20506, 20507, 20508, 20509, 20510, 20511, 20512, 20513, 20514, 20515, 20516, 20517, 20518]::integer[], n) as whole_end,
  list_extract([1766707200000000, 1766793600000000, 1766880000000000, 1766966400000000, 1767052800000000, 1767139200000000, 1767225600000000, 1767312000000000, 1767398400000000, 1767484800000000, 1767571200000000, 1767657600000000, 1767744000000000, 1767830400000000, 1767916800000000, 1768003200000000, 1768089600000000, 1768176000000000, 1768262400000000, 1768348800000000, 1768435200000000, 1768521600000000, 1768608000000000, 1768694400000000, 1768780800000000, 1768867200000000, 1768953600000000, 1769040000000000, 1769126400000000, 1769212800000000, 1769299200000000, 1769385600000000, 1769472000000000, 1769558400000000, 1769644800000000, 1769731200000000, 1769817600000000, 1769904000000000, 1769990400000000, 1770076800000000, 1770163200000000]::bigint[], n) as start_us,
  list_extract([1769299200000000, 1769385600000000, 1769472000000000, 1769558400000000, 1769644800000000, 1769731200000000, 1769817600000000, 1769904000000000, 1769990400000000, 1770076800000000, 1770163200000000, 1770249600000000, 1770336000000000, 1770422400000000, 1770508800000000, 1770595200000000, 1770681600000000, 1770768000000000, 1770854400000000, 1770940800000000, 1771027200000000, 1771113600000000, 1771200000000000, 1771286400000000, 1771372800000000, 1771459200000000, 1771545600000000, 1771632000000000, 1771718400000000, 1771804800000000, 1771891200000000, 1771977600000000, 1772064000000000, 1772150400000000, 1772236800000000, 1772323200000000, 1772409600000000, 1772496000000000, 1772582400000000, 1772668800000000, 1772755200000000]::bigint[], n) as end_us,
  list_extract([1766707200000000, 1766793600000000, 1766880000000000, 1766966400000000, 1767052800000000, 1767139200000000, 1767225600000000, 1767312000000000, 1767398400000000, 1767484800000000, 1767571200000000, 1767657600000000, 1767744000000000, 1767830400000000, 1767916800000000, 1768003200000000, 1768089600000000, 1768176000000000, 1768262400000000, 1768348800000000, 1768435200000000, 1768521600000000, 1768608000000000, 1768694400000000, 1768780800000000, 1768867200000000, 1768953600000000, 1769040000000000, 1769126400000000, 1769212800000000, 1769299200000000, 1769385600000000, 1769472000000000, 1769558400000000, 1769644800000000, 1769731200000000, 1769817600000000, 1769904000000000, 1769990400000000, 1770076800000000, 1770163200000000]::bigint[], n) as whole_start_us,
  list_extract([1769299200000000, 1769385600000000, 1769472000000000, 1769558400000000, 1769644800000000, 1769731200000000, 1769817600000000, 1769904000000000, 1769990400000000, 1770076800000000, 1770163200000000, 1770249600000000, 1770336000000000, 1770422400000000, 1770508800000000, 1770595200000000, 1770681600000000, 1770768000000000, 1770854400000000, 1770940800000000, 1771027200000000, 1771113600000000, 1771200000000000, 1771286400000000, 1771372800000000, 1771459200000000, 1771545600000000, 1771632000000000, 1771718400000000, 1771804800000000, 1771891200000000, 1771977600000000, 1772064000000000, 1772150400000000, 1772236800000000, 1772323200000000, 1772409600000000, 1772496000000000, 1772582400000000, 1772668800000000, 1772755200000000]::bigint[], n) as whole_end_us,
  list_extract([30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30]::integer[], n) as whole_days_so_far,
  list_extract([30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30]::integer[], n) as days_so_far,
  list_extract([0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]::hugeint[], n) as day_unit,
  list_extract([false, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true]::boolean[], n) as used,
  list_extract([false, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true]::boolean[], n) as reported,
  list_extract([false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false]::boolean[], n) as clipped from (select unnest(range(1, 42)) as n));

select distinct parts from smac_tally where parts > 1;

select distinct product from smac_tally
where product is not null and cluster is not null and qualifies
  and bucket >= (select min(start_day) from smac_period where reported)
  and bucket < (select max(end_day) from smac_period where reported)
order by product;

create or replace temp table smac_run as
with scoped as (select bucket, cluster, parts, events, label_events, cast(null as varchar) as product from smac_tally where cluster is not null and qualifies and bucket > -2147483648 and bucket < 2147483647
union all
select bucket, cluster, parts, events, label_events, product from smac_tally where cluster is not null and qualifies and bucket > -2147483648 and bucket < 2147483647 and product is not null),
active_span as (select cluster, product, bucket as a, bucket + 30 as b from (select distinct cluster, product, bucket from scoped)),
active_edge as (select *, lag(b) over (partition by cluster, product order by a) as before, lead(a) over (partition by cluster, product order by a) as after from active_span),
active as (
select cluster, product, a, case when after <= b then lead(b) over (partition by cluster, product order by a) else b end as b
from active_edge where before is null or a > before or after is null or after > b
qualify before is null or a > before)
select cluster, product, a, b, a = min(a) over (partition by cluster, product) as first from active;

select sum(events) as rows from smac_tally where upper(cluster) = 'NULL';

-- values: "chat", "mail"
with flagged as (select * from (
  select p.i, r.cluster, r.product, case when p.i > r.a then 'retained' when r.first then 'new' else 'resurrected' end as status
  from smac_run r join smac_period p on p.i >= r.a and p.i < r.b and p.reported
  union all
  select p.i, r.cluster, r.product, 'dormant' from smac_run r join smac_period p on p.i = r.b and p.reported) where (product is null or product in (?, ?))),
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
