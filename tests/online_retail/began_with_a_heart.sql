with ranked as (
  select buyer, item, row_number() over (partition by buyer order by bought_at, rowid) as place
  from purchase where buyer is not null and bought_at < {as_of_local})
select buyer as id from ranked join product on sku = item
where place = 1 and contains(description, 'HEART')
order by id
