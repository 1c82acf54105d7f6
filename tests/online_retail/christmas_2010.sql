select distinct buyer as id from purchase
where buyer is not null and bought_at >= date '2010-12-01' and bought_at < date '2011-01-01' and bought_at < {as_of_local}
order by id
