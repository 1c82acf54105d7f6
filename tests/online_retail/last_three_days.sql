-- Hours are elapsed time: compared as instants.
select distinct buyer as id from purchase
where buyer is not null
  and bought_at at time zone 'Europe/London' >= {as_of} - interval 72 hour
  and bought_at at time zone 'Europe/London' < {as_of}
order by id
