select buyer as id from purchase join product on sku = item
where buyer is not null and bought_at < {as_of_local} and contains(lower(description), 'gift')
group by buyer having count(*) >= 3
order by id
