select item as sku from purchase join customer on id = buyer
where bought_at < {as_of_local} and country is not null and country <> 'United Kingdom'
group by item having count(distinct buyer) >= 20
order by sku
