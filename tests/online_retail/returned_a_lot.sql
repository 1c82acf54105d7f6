select item as sku from purchase
where bought_at < {as_of_local}
group by item having count(*) >= 20 and 20 * count(*) filter (where quantity < 0) >= count(*)
order by sku
