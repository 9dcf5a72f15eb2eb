-- 1 February 2026 is a Sunday, so the fiscal year begins on Monday 2 February; the one before began on 3 February 2025.
with months(first_day, next_day) as (values
  (date '2025-12-29', date '2026-02-02'),
  (date '2026-02-02', date '2026-03-02'), (date '2026-03-02', date '2026-03-30'), (date '2026-03-30', date '2026-05-04'),
  (date '2026-05-04', date '2026-06-01'), (date '2026-06-01', date '2026-06-29')
)
select strftime(first_day, '%Y-%m-%d') as period_start, strftime(next_day, '%Y-%m-%d') as period_end, count(distinct customer) as active
from months left join read_csv('events.csv', all_varchar = true) on cast("at" as timestamp) >= first_day and cast("at" as timestamp) < next_day
group by all
