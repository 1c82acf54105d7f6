with big as (
  select buyer from purchase
  where buyer is not null and bought_at < {as_of_local}
  group by buyer having sum(amount) >= 5000)
select item as sku from purchase
where bought_at < {as_of_local} and buyer in (select buyer from big)
group by item having count(*) >= 10
order by sku
