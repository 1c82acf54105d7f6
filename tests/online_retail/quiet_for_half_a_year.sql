select buyer as id from purchase
where buyer is not null and quantity > 0 and bought_at < {as_of_local}
group by buyer having {today} - cast(max(bought_at) as date) >= 180
order by id
