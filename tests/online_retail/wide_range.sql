select buyer as id from purchase
where buyer is not null and bought_at < {as_of_local}
group by buyer having count(distinct item) >= 100
order by id
