select id from customer
where (select count(distinct invoice) from purchase where buyer = id and quantity > 0 and bought_at < {as_of_local}) >= 2
order by id
