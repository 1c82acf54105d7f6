select buyer as id from purchase
where buyer is not null and quantity > 0 and bought_at < {as_of_local}
group by buyer having sum(quantity) >= 50 * count(*)
order by id
