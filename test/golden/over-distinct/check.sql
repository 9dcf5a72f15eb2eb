-- April is not over, so the union is of January to March: who was active in one of them, of who existed by then.
with acts as (select customer, cast("at" as timestamp) as happened from read_csv('events.csv', all_varchar = true))
select '2026-01-01' as period_start, '2026-04-01' as period_end,
  count(distinct customer) filter (happened >= timestamp '2026-01-01') as active, count(distinct customer) as population,
  count(distinct customer) filter (happened >= timestamp '2026-01-01') / count(distinct customer) as rate
from acts where happened < timestamp '2026-04-01'
