with prices as (
  select item, max(unit_price) as highest, min(unit_price) as lowest
  from purchase where bought_at < {as_of_local} and quantity > 0 and unit_price > 0
  group by item),
ends as (
  select item,
         first(unit_price order by bought_at, rowid) as first_price,
         last(unit_price order by bought_at, rowid) as last_price
  from purchase where bought_at < {as_of_local}
  group by item)
select item as sku from prices join ends using (item)
where highest >= lowest * 2 and first_price < last_price
order by sku
