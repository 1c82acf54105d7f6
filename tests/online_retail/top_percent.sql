-- P% of n is ceil(n * P / 100); n are the rows that satisfy `where` and not `exclude`.
with population as (
  select id, sum(amount) as spend
  from customer join purchase on buyer = id
  where bought_at < {as_of_local} and (country is null or country <> 'United Kingdom')
  group by id),
ranked as (
  select id, row_number() over (order by spend desc, id) as place, count(*) over () as n from population)
select id from ranked where place <= (n * 5 + 99) // 100
order by id
