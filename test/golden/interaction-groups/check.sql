-- Everybody reaches the smallest name of its group; as many groups as smallest names.
with recursive edges as (
  select distinct date_trunc('month', cast(sent as timestamp)) as month, sender as one, receiver as other
  from read_csv('mails.csv', all_varchar = true) where coalesce(receiver, '') <> '' and sender <> receiver
),
both_ways as (select month, one, other from edges union select month, other, one from edges),
reached as (
  select month, one, one as reachable from both_ways
  union
  select r.month, r.one, b.other from reached r join both_ways b on b.month = r.month and b.one = r.reachable
),
groups as (select month, one, min(reachable) as smallest from reached group by all),
months(month) as (values (timestamp '2026-01-01'), (timestamp '2026-02-01'), (timestamp '2026-03-01'))
select strftime(m.month, '%Y-%m-%d') as period_start, count(distinct smallest) as active
from months m left join groups g on g.month = m.month group by m.month
