select distinct buyer as id from purchase
where buyer is not null and amount > 1000
  and bought_at >= {today} - interval 180 day and bought_at < {as_of_local}
order by id
