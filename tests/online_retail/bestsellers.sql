-- `ties kept`: everybody who earns as much as the fiftieth.
with population as (
  select sku, sum(amount) as revenue
  from product join purchase on item = sku
  where bought_at < {as_of_local} and not (regexp_matches(sku, '^[A-Za-z]+[0-9]?$') or sku in ('BANK CHARGES', 'AMAZONFEE'))
  group by sku having sum(quantity) >= 1000),
ranked as (
  select sku, rank() over (order by revenue desc) as place from population)
select sku from ranked where place <= 50
order by sku
