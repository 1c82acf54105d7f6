select buyer as id from purchase
where buyer is not null and bought_at < {as_of_local}
group by buyer having count(*) filter (where quantity < 0) > count(*) filter (where quantity > 0)
order by id
