-- Of descriptions equally common the first in code point order counts; missing ones do not.
with counted as (
  select buyer, description, count(*) as n
  from purchase join product on sku = item
  where buyer is not null and bought_at < {as_of_local} and description is not null
  group by buyer, description),
ranked as (
  select buyer, description, row_number() over (partition by buyer order by n desc, description) as place from counted)
select buyer as id from ranked where place = 1 and description = 'POSTAGE'
order by id
