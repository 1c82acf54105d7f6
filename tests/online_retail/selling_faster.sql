-- Weeks begin on Monday, which is where date_trunc cuts, too. The clock of `rolling` is elapsed time.
with amounts as (
  select item,
         coalesce(sum(quantity) filter (where bought_at >= {today} - interval 28 day), 0) as lately,
         coalesce(sum(quantity) filter (where bought_at >= date_trunc('week', {today}) - interval 84 day
                                          and bought_at < date_trunc('week', {today})), 0) as before,
         count(*) filter (where bought_at at time zone 'Europe/London' >= {as_of} - interval 168 hour) as rolling
  from purchase where bought_at < {as_of_local}
  group by item)
select item as sku from amounts where 3 * lately > 2 * before and rolling >= 3
order by sku
