with slow as (
  select sku from product
  where exists (select 1 from purchase where item = sku and bought_at < {as_of_local})
    and not exists (select 1 from purchase where item = sku and bought_at >= {today} - interval 90 day and bought_at < {as_of_local}))
select buyer as id from purchase
where buyer is not null and bought_at < {as_of_local} and item in (select sku from slow)
group by buyer having count(*) >= 5
order by id
