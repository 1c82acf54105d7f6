with months as (
  select buyer,
         coalesce(sum(quantity) filter (where bought_at >= date_trunc('month', {today})), 0) as this_month,
         coalesce(sum(quantity) filter (where bought_at < date_trunc('month', {today})), 0) as previous_month,
         count(*) filter (where bought_at < date_trunc('month', {today})) as previous_lines
  from purchase
  where buyer is not null and bought_at >= date_trunc('month', {today}) - interval 1 month and bought_at < {as_of_local}
  group by buyer)
select buyer as id from months where this_month > previous_month and previous_lines > 0
order by id
