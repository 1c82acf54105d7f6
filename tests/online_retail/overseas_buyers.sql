select id from customer
where country is not null and country <> 'United Kingdom'
  and exists (select 1 from purchase where buyer = id and bought_at < {as_of_local})
order by id
