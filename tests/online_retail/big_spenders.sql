select id from customer
where coalesce((select sum(amount) from purchase where buyer = id and bought_at < {as_of_local}), 0) >= 5000
order by id
