-- Combinations of the last region and the last plan stated before the month is over, of customers active in it.
with months(month) as (values (timestamp '2026-01-01'), (timestamp '2026-02-01')),
facts as (select cluster, cast("from" as timestamp) as since, nullif(region, '') as region, nullif(plan, '') as plan from read_csv('facts.csv', all_varchar = true)),
active as (
  select distinct month, customer from months join read_csv('events.csv', all_varchar = true)
    on cast("at" as timestamp) >= month and cast("at" as timestamp) < month + interval 1 month
),
placed as (
  select month, customer,
    (select max_by(region, since) from facts where cluster = customer and region is not null and since < month + interval 1 month) as region,
    (select max_by(plan, since) from facts where cluster = customer and plan is not null and since < month + interval 1 month) as plan
  from active
)
select strftime(month, '%Y-%m-%d') as period_start, count(distinct (region, plan)) as active from placed group by month
