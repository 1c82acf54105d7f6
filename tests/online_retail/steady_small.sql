select id from customer
where (select count(distinct invoice) from purchase where buyer = id and quantity > 0 and bought_at < {as_of_local}) >= 3
  and (exists (
         select 1 from purchase
         where buyer = id and quantity > 0 and bought_at >= {today} - interval 90 day and bought_at < {as_of_local})
    or coalesce({today} - cast((select min(bought_at) from purchase where buyer = id and bought_at < {as_of_local}) as date) <= 90, false))
  and not coalesce((select sum(amount) from purchase where buyer = id and bought_at < {as_of_local}), 0) >= 5000
  and not exists (select 1 from purchase where buyer = id and invoice like 'C%' and bought_at < {as_of_local})
order by id
