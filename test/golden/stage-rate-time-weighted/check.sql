-- A stage weighs the share of the days at whose last instant it was held.
with acts as (select account, cast("at" as timestamp) as happened from read_csv('events.csv', all_varchar = true)),
spans as (
  select cluster, nullif(stage, '') as stage, cast("from" as timestamp) as since,
    lead(cast("from" as timestamp), 1, timestamp '9999-01-01') over (partition by cluster order by cast("from" as timestamp)) as until
  from read_csv('stages.csv', all_varchar = true)
),
months as (
  select month, month + interval 1 month as next_month
  from (select unnest(generate_series(timestamp '2026-01-01', timestamp '2026-03-01', interval 1 month)) as month)
),
days as (select month, next_month, unnest(generate_series(month + interval 1 day, next_month, interval 1 day)) as day_end from months),
held as (
  select month, cluster, stage, count(*) / date_diff('day', month, next_month) as weight
  from days join spans on since < day_end and until >= day_end where stage is not null
  group by month, next_month, cluster, stage
),
active as (select distinct month, account from months join acts on happened >= month and happened < next_month),
weighed as (select h.*, a.account is not null as is_active from held h left join active a on a.month = h.month and a.account = h.cluster),
cells as (select m.month, s.stage, coalesce(sum(weight), 0) as population, coalesce(sum(weight) filter (is_active), 0) as active
  from months m cross join (select distinct stage from spans where stage is not null) s
  left join weighed w on w.month = m.month and w.stage = s.stage
  group by all),
totals as (select m.month, coalesce(sum(weight), 0) as population, coalesce(sum(weight) filter (is_active), 0) as active
  from months m left join weighed w on w.month = m.month group by all)
select 'row' as scope, strftime(month, '%Y-%m-%d') as period_start, stage, active, population, active / nullif(population, 0) as rate from cells
union all
select 'total', strftime(month, '%Y-%m-%d'), null, active, population, active / nullif(population, 0) from totals
