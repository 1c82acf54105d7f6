select buyer as id from purchase
where buyer is not null and bought_at >= date '2011-04-01' and bought_at < date '2011-07-01' and bought_at < {as_of_local}
group by buyer having sum(amount) >= 1000
order by id
