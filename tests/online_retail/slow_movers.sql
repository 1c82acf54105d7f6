select sku from product
where exists (select 1 from purchase where item = sku and bought_at < {as_of_local})
  and not exists (select 1 from purchase where item = sku and bought_at >= {today} - interval 90 day and bought_at < {as_of_local})
order by sku
