-- `after` an instant of a row looks ahead: it does not stop at as-of.
select distinct r.buyer as id
from purchase r join purchase later
  on later.buyer = r.buyer and later.item = r.item and later.bought_at > r.bought_at
where r.buyer is not null and r.quantity < 0 and r.bought_at < {as_of_local} and later.quantity > 0
order by id
