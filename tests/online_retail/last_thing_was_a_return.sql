-- Rows of equal time keep their load order, which is the order of the table's rowid.
with ranked as (
  select buyer, quantity, row_number() over (partition by buyer order by bought_at desc, rowid desc) as place
  from purchase where buyer is not null and bought_at < {as_of_local})
select buyer as id from ranked where place = 1 and quantity < 0
order by id
