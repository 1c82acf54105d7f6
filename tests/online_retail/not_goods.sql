select sku from product
where regexp_matches(sku, '^[A-Za-z]+[0-9]?$') or sku in ('BANK CHARGES', 'AMAZONFEE')
order by sku
