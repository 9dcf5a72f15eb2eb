-- A person's own stage history where there is one, else that of the account it acted for; the stage at the instant it acted.
with spans as (
  select cluster, nullif(stage, '') as stage, cast("from" as timestamp) as since,
    lead(cast("from" as timestamp), 1, timestamp '9999-01-01') over (partition by cluster order by cast("from" as timestamp)) as until
  from read_csv('stages.csv', all_varchar = true)
),
acts as (
  select person, cast("at" as timestamp) as happened, case when person in (select cluster from spans) then person else account end as staged_as
  from read_csv('events.csv', all_varchar = true)
),
held as (select date_trunc('month', happened) as month, person, stage from acts join spans on cluster = staged_as and happened >= since and happened < until where stage is not null),
months(month) as (values (timestamp '2026-01-01'), (timestamp '2026-02-01'))
select 'row' as scope, strftime(m.month, '%Y-%m-%d') as period_start, s.stage, count(distinct h.person) as active
from months m cross join (select distinct stage from spans where stage is not null) s left join held h on h.month = m.month and h.stage = s.stage
group by all
union all
select 'total', strftime(month, '%Y-%m-%d'), null, count(distinct person) from held group by all
