-- A customer's months as a set; its lifecycle from the months before.
with seen as (
  select distinct customer, date_trunc('month', cast("at" as timestamp)) as month
  from read_csv('events.csv', all_varchar = true)
),
months as (
  select unnest(generate_series((select min(month) from seen), (select max(month) from seen), interval 1 month)) as month
),
pairs as (
  select m.month, c.customer,
    exists (from seen s where s.customer = c.customer and s.month = m.month) as now_active,
    exists (from seen s where s.customer = c.customer and s.month = m.month - interval 1 month) as active_before,
    exists (from seen s where s.customer = c.customer and s.month < m.month) as ever_before
  from months m cross join (select distinct customer from seen) c
)
select strftime(month, '%Y-%m-%d') as period_start,
  count(*) filter (now_active) as active,
  count(*) filter (now_active and not ever_before) as new,
  count(*) filter (now_active and active_before) as retained,
  count(*) filter (now_active and ever_before and not active_before) as resurrected,
  count(*) filter (active_before and not now_active) as dormant
from pairs group by month order by month
