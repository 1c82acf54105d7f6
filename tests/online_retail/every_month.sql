-- Complete months: from the first of the month three months back up to the first of this month.
select buyer as id from purchase
where buyer is not null and quantity > 0
  and bought_at >= date_trunc('month', {today}) - interval 3 month and bought_at < date_trunc('month', {today})
group by buyer having count(distinct invoice) >= 3
order by id
