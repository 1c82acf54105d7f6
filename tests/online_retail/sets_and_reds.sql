select sku from product
where starts_with(description, 'SET OF') or ends_with(lower(description), ' red ') or ends_with(lower(description), ' red')
order by sku
