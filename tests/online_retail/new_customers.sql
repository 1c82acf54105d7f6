select buyer as id from purchase
where buyer is not null and bought_at < {as_of_local}
group by buyer having min(bought_at) >= {today} - interval 60 day
order by id
