-- Every stage whose span touches the month; active there by what was done within that span.
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
held as (select distinct month, cluster, stage from months join spans on since < next_month and until > month where stage is not null),
during as (
  select distinct month, cluster, stage
  from months join acts on happened >= month and happened < next_month join spans on cluster = account and happened >= since and happened < until
),
cells as (select m.month, s.stage, count(distinct h.cluster) as population, count(distinct d.cluster) as active
  from months m cross join (select distinct stage from spans where stage is not null) s
  left join held h on h.month = m.month and h.stage = s.stage
  left join during d on d.month = h.month and d.stage = h.stage and d.cluster = h.cluster
  group by all)
select strftime(month, '%Y-%m-%d') as period_start, stage, active, population, active / nullif(population, 0) as rate from cells
