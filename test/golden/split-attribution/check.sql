-- Every activity is one, shared evenly by the teams its person is in at that instant; twelfths are whole numbers for up to four.
with shares as (
  select cast(e."at" as timestamp) as happened, t.cluster as team, 12 // count(*) over (partition by e.person, e."at", e.n) as twelfths
  from (select *, row_number() over () as n from read_csv('events.csv', all_varchar = true)) e
  join read_csv('teams.csv', all_varchar = true) t
    on t.member = e.person and (coalesce(t.valid_from, '') = '' or cast(t.valid_from as timestamp) <= cast(e."at" as timestamp))
    and (coalesce(t.valid_to, '') = '' or cast(t.valid_to as timestamp) > cast(e."at" as timestamp))
),
counted as (select date_trunc('month', happened) as month, team, sum(twelfths) as twelfths from shares group by all)
select strftime(month, '%Y-%m-%d') as period_start, count(*) filter (twelfths >= 24) as active
from counted group by month
