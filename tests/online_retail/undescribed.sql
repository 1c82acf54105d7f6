select sku from product where description is null order by sku
