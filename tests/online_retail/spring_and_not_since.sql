-- `from a to b` is explicit and may look beyond as-of; `since` never does.
select id from customer
where exists (select 1 from purchase where buyer = id and bought_at >= date '2011-03-01' and bought_at < date '2011-06-01')
  and not exists (select 1 from purchase where buyer = id and bought_at >= date '2011-06-01' and bought_at < {as_of_local})
order by id
