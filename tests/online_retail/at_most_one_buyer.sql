select sku from product
where (select count(*) from purchase where item = sku and buyer is not null and bought_at < {as_of_local}) <= 1
  and not exists (select 1 from purchase where item = sku and quantity < 0 and bought_at < {as_of_local})
order by sku
