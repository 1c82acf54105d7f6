select id from customer
where (select count(distinct invoice) from purchase where buyer = id and quantity > 0 and bought_at < {as_of_local}) between 10 and 20
order by id
