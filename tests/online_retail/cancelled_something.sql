select distinct buyer as id from purchase
where buyer is not null and invoice like 'C%' and bought_at < {as_of_local}
order by id
