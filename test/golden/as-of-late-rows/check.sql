-- Of each id the version learned last, of what was learned until then; what happens later is not used.
with known as (
  select customer, cast("at" as timestamp) as happened
  from read_csv('events.csv', all_varchar = true)
  where cast(learned as timestamp) <= timestamp '2026-02-10'
  qualify row_number() over (partition by id order by cast(learned as timestamp) desc) = 1
),
months(month) as (values (timestamp '2026-01-01'), (timestamp '2026-02-01'))
select strftime(month, '%Y-%m-%d') as period_start, month + interval 1 month <= timestamp '2026-02-10' as period_complete, count(distinct customer) as active
from months left join known on happened >= month and happened < month + interval 1 month and happened <= timestamp '2026-02-10'
group by all
