-- Any line of the item will do as `p`, a return too; three of the lines are purchases.
select distinct buyer as id from (
  select buyer, item from purchase
  where buyer is not null and bought_at >= {today} - interval 30 day and bought_at < {as_of_local}
  group by buyer, item having count(*) filter (where quantity > 0) >= 3)
order by id
