-- A cut between equals goes to the smaller key.
with spending as (
  select id, country, sum(amount) as spend
  from customer join purchase on buyer = id
  where bought_at < {as_of_local}
  group by id, country having sum(amount) > 0),
ranked as (
  select id, row_number() over (partition by country order by spend desc, id) as place from spending)
select id from ranked where place <= 3
order by id
