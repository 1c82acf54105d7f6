-- The days after today up to the thirtieth: the start of today is before as-of, so today itself is not ahead.
with firsts as (
  select buyer, cast(min(bought_at) as date) as first_day
  from purchase where buyer is not null and bought_at < {as_of_local}
  group by buyer),
days as (
  select cast({today} + interval (i) day as date) as day from range(1, 31) as t(i))
select buyer as id from firsts
where exists (
  select 1 from days
  where (month(day) = month(first_day) and day(day) = day(first_day))
     or (month(first_day) = 2 and day(first_day) = 29 and month(day) = 2 and day(day) = 28 and day(last_day(day)) = 28))
order by id
