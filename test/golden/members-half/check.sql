-- Of the people who were in the team at any instant of the month, at least half acted for it then.
with months as (
  select month, month + interval 1 month as next_month
  from (select unnest(generate_series(timestamp '2026-01-01', timestamp '2026-02-01', interval 1 month)) as month)
),
teams as (
  select member, cluster as team, coalesce(cast(nullif(valid_from, '') as timestamp), timestamp '0001-01-01') as since,
    coalesce(cast(nullif(valid_to, '') as timestamp), timestamp '9999-01-01') as until
  from read_csv('teams.csv', all_varchar = true)
),
of_month as (select distinct month, team, member from months join teams on since < next_month and until > month),
acted as (
  select distinct m.month, t.team, e.person
  from read_csv('events.csv', all_varchar = true) e join teams t on t.member = e.person and cast(e."at" as timestamp) >= t.since and cast(e."at" as timestamp) < t.until
  join months m on cast(e."at" as timestamp) >= m.month and cast(e."at" as timestamp) < m.next_month
),
counted as (
  select o.month, o.team, count(distinct o.member) as people, count(distinct a.person) as acting
  from of_month o left join acted a on a.month = o.month and a.team = o.team group by all
)
select strftime(month, '%Y-%m-%d') as period_start, count(*) filter (acting * 2 >= people and acting > 0) as active
from counted group by month
