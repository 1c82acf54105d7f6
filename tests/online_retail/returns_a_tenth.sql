select buyer as id from purchase
where buyer is not null and bought_at < {as_of_local}
group by buyer having 10 * count(*) filter (where quantity < 0) >= count(*)
order by id
