-- A team exists from its first member or its first activity on; its region is the last one stated before the month is over.
with acts as (
  select e.person, t.cluster as team, cast(e."at" as timestamp) as happened
  from read_csv('events.csv', all_varchar = true) e join read_csv('teams.csv', all_varchar = true) t
    on t.member = e.person and cast(t.valid_from as timestamp) <= cast(e."at" as timestamp)
    and (coalesce(t.valid_to, '') = '' or cast(t.valid_to as timestamp) > cast(e."at" as timestamp))
),
born as (
  select team, min(since) as since
  from (select cluster as team, cast(valid_from as timestamp) as since from read_csv('teams.csv', all_varchar = true)
        union all select team, happened from acts)
  group by team
),
months as (
  select month, month + interval 1 month as next_month
  from (select unnest(generate_series(timestamp '2026-01-01', timestamp '2026-03-01', interval 1 month)) as month)
),
placed as (
  select m.month, b.team,
    (select max_by(region, cast("from" as timestamp)) from read_csv('regions.csv', all_varchar = true) r
     where r.cluster = b.team and coalesce(r.region, '') <> '' and cast(r."from" as timestamp) < m.next_month) as region,
    exists (from acts a where a.team = b.team and a.happened >= m.month and a.happened < m.next_month) as is_active
  from months m join born b on b.since < m.next_month
),
grid as (select month, region from months cross join (select distinct region from placed))
select 'row' as scope, strftime(g.month, '%Y-%m-%d') as period_start, g.region as "by.region",
  count(*) filter (is_active) as active, count(p.team) as population, count(*) filter (is_active) / nullif(count(p.team), 0) as rate
from grid g left join placed p on p.month = g.month and p.region is not distinct from g.region
group by all
union all
select 'total', strftime(month, '%Y-%m-%d'), null, count(*) filter (is_active), count(*), count(*) filter (is_active) / nullif(count(*), 0)
from placed group by all
