select id from customer
where (select count(distinct invoice) from purchase where buyer = id and quantity > 0 and bought_at < {as_of_local}) >= 2
  and not exists (
    select 1 from purchase
    where buyer = id and quantity > 0 and bought_at >= {today} - interval 90 day and bought_at < {as_of_local})
  and exists (
    select 1 from purchase
    where buyer = id and quantity > 0
      and bought_at >= {today} - interval 365 day and bought_at < {today} - interval 90 day)
order by id
