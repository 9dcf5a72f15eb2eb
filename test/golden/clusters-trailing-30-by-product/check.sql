-- Each day looks back over its thirty days, and the day before over its own.
with acts as (
  select team, nullif(service, '') as service, cast(cast("at" as timestamp) as date) as day
  from read_csv('events.csv', all_varchar = true)
),
days as (select cast(unnest(generate_series(date '2026-01-25', date '2026-03-05', interval 1 day)) as date) as day),
products as (select null as product union select service from acts where service is not null),
pairs as (
  select d.day, p.product, t.team,
    exists (from acts a where a.team = t.team and (p.product is null or a.service = p.product) and a.day between d.day - 29 and d.day) as now_active,
    exists (from acts a where a.team = t.team and (p.product is null or a.service = p.product) and a.day between d.day - 30 and d.day - 1) as active_before,
    exists (from acts a where a.team = t.team and (p.product is null or a.service = p.product) and a.day < d.day) as ever_before
  from days d cross join products p cross join (select distinct team from acts) t
)
select strftime(day - 29, '%Y-%m-%d') as period_start, strftime(day + 1, '%Y-%m-%d') as period_end, product,
  count(*) filter (now_active) as active,
  count(*) filter (now_active and not ever_before) as new,
  count(*) filter (now_active and active_before) as retained,
  count(*) filter (now_active and ever_before and not active_before) as resurrected,
  count(*) filter (active_before and not now_active) as dormant
from pairs group by day, product order by day, product nulls first
