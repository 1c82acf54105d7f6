select distinct buyer as id from purchase join product on sku = item
where buyer is not null and bought_at < {as_of_local}
  and (contains(description, 'DOLL GIRL') or contains(description, 'DOLLY GIRL') or contains(description, 'DOLLS GIRL')
    or contains(description, 'DOLL HOUSE') or contains(description, 'DOLLY HOUSE') or contains(description, 'DOLLS HOUSE'))
order by id
