select distinct buyer as id from purchase
where buyer is not null and bought_at >= date '2011-11-25' and bought_at < date '2011-11-26' and bought_at < {as_of_local}
order by id
