-- The middle value, or the mean of the two in the middle, without DuckDB's own median and its rounding.
with ranked as (
  select buyer, unit_price,
         row_number() over (partition by buyer order by unit_price) as place,
         count(*) over (partition by buyer) as n
  from purchase where buyer is not null and bought_at < {as_of_local})
select buyer as id from ranked
where place in ((n + 1) // 2, n // 2 + 1)
group by buyer having sum(unit_price) >= 5 * count(*)
order by id
