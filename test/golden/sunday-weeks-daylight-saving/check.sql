-- Clocks go from 02:00 to 03:00 on Sunday 8 March 2026, and back on 1 November.
with seen as (
  select distinct customer, date_trunc('week', cast("at" as timestamptz) at time zone 'America/New_York' + interval 1 day) - interval 1 day as week
  from read_csv('events.csv', all_varchar = true)
),
weeks as (select unnest(generate_series((select min(week) from seen), (select max(week) from seen), interval 7 day)) as week)
select strftime(w.week, '%Y-%m-%d') as period_start, strftime(w.week + interval 7 day, '%Y-%m-%d') as period_end,
  count(s.customer) as active,
  count(s.customer) filter (exists (from seen b where b.customer = s.customer and b.week = w.week - interval 7 day)) as retained
from weeks w left join seen s on s.week = w.week group by w.week
