"""Segments of the libraries, said again in SQL from what they mean.

Tables: customer(id, birthday), product(sku, category, price, list_price, stock), purchase(buyer, item, order_no, quantity, amount,
bought_at). `today` is a date and `ago(n)` the start of the day n days before; rows after the as-of are not there.
"""

SETUP = [
    "create view line as select * from purchase where buyer is not null and bought_at < {as_of}",
    "create view sale as select * from purchase where item is not null and bought_at < {as_of}",
    "create macro ago(n) as cast({today} - n as timestamp)",
    """create table c as select buyer as id, count(distinct order_no) as orders, sum(amount) as spent, min(bought_at) as first_at,
       max(bought_at) as last_at, date_diff('day', cast(max(bought_at) as date), {today}) as recency,
       date_diff('day', cast(min(bought_at) as date), {today}) as since_first from line group by buyer""",
    """create table s as select id, 1 + 5 * (rank() over (order by last_at) - 1) // count(*) over () as r,
       1 + 5 * (rank() over (order by orders) - 1) // count(*) over () as f,
       1 + 5 * (rank() over (order by spent) - 1) // count(*) over () as m from c""",
    """create table p as select sku, category, price, list_price, stock, min(bought_at) as first_at, max(bought_at) as last_at,
       coalesce(sum(quantity) filter (bought_at >= ago(30)), 0) as u30, coalesce(sum(quantity) filter (bought_at >= ago(90)), 0) as u90,
       count(item) as lines from product left join sale on item = sku group by all""",
    """create view life as select id, bool_or(bought_at >= ago(90)) as now, bool_or(bought_at >= ago(365) and bought_at < ago(90)) as mid,
       bool_or(bought_at < ago(365)) as old from customer left join line on buyer = id group by id""",
]

WITH_LINE = "select distinct buyer from line where "
WITH_ITEM = "select distinct buyer from line join product on item = sku where "

CUSTOMERS = {
    "commerce_buyers": "select id from c",
    "commerce_one_time_buyers": "select id from c where orders = 1",
    "commerce_repeat_buyers": "select id from c where orders > 1",
    "commerce_big_spenders": "select id from (select id, cume_dist() over (order by spent) as d from c) where d > 0.9",
    "commerce_large_orders":
        "select id from (select id, cume_dist() over (order by cast(spent as decimal(18,2)) / orders) as d from c) where d > 0.9",
    "commerce_overdue": "select id from c where since_first > recency and recency * (orders - 1) > 2 * (since_first - recency)",
    "lifecycle_prospects": "select id from customer where id not in (select buyer from line)",
    "lifecycle_new": "select id from c where first_at >= ago(90)",
    "lifecycle_active": "select id from life where now and mid",
    "lifecycle_reactivated": "select id from life where now and not mid and old",
    "lifecycle_at_risk": "select id from c where last_at < ago(90) and last_at >= ago(365)",
    "lifecycle_lapsed": "select id from c where last_at < ago(365)",
    "lifecycle_reactivated(active: 20, lapsed: 120)":
        "select id from c where last_at >= ago(20) and first_at < ago(120) and id not in "
        "(select buyer from line where bought_at >= ago(120) and bought_at < ago(20))",
    "lifecycle_second_order_due":
        "select id from c where orders = 1 and id in (select buyer from line where bought_at >= ago(60) and bought_at < ago(30))",
    "baskets_same_again(times: 2, days: 60)":
        "select distinct buyer from (select buyer, item from line where bought_at >= ago(60) and item is not null "
        "group by all having count(distinct order_no) >= 2)",
    "baskets_with_product(codes: ({product}, {other_product}))": WITH_ITEM + "sku in ('{product}', '{other_product}')",
    "baskets_without_product(codes: ({product}, {other_product}))":
        "select id from customer except " + WITH_ITEM + "sku in ('{product}', '{other_product}')",
    "baskets_with_category(names: ({category}))": WITH_ITEM + "category = '{category}'",
    "baskets_without_category(names: ({category}, {other_category}))":
        "select id from customer except " + WITH_ITEM + "category in ('{category}', '{other_category}')",
    "baskets_missing_category(bought: {category}, lacks: {other_category})":
        WITH_ITEM + "category = '{category}' and bought_at >= ago(365) except " + WITH_ITEM + "category = '{other_category}'",
    "probe_ordered_within": WITH_LINE + "bought_at >= ago(30)",
    "probe_ordered_often":
        "select buyer from line where bought_at >= ago(200) group by buyer having count(distinct order_no) >= 4",
    "probe_aov": "select id from c where spent < 0 or (spent >= 0 and orders <= 3)",
    "probe_same_again":
        "select distinct buyer from (select buyer, item from line where bought_at >= ago(120) and item is not null "
        "group by all having count(distinct order_no) >= 2)",
    "probe_mostly(named: {category})":
        "select buyer from line left join product on item = sku group by buyer "
        "having count(*) filter (category = '{category}') * 10 >= 4 * count(*)",
    "probe_many_categories":
        "select buyer from line left join product on item = sku group by buyer "
        "having count(distinct category) >= 8 and count(distinct sku) <= 30",
    "probe_friday_or_saturday": WITH_LINE + "bought_at >= ago(60) and dayofweek(bought_at) in (5, 6)",
    "probe_mostly_weekend":
        "select buyer from line group by buyer having count(*) filter (dayofweek(bought_at) in (6, 0)) * 2 > count(*)",
    "probe_evening": WITH_LINE + "bought_at >= ago(90) and hour(bought_at) in (18, 19, 20)",
    "probe_this_month_before": WITH_LINE + "month(bought_at) = month({today}) and year(bought_at) < year({today})",
    "probe_first_this_month": "select id from c where month(first_at) = month({today}) and year(first_at) < year({today})",
    "probe_weekend_today": "select id from customer where dayofweek({today}) in (5, 6)",
    "probe_birthday_soon":
        "select id from customer, range(0, 11) as r(n) where strftime(birthday, '%m-%d') = strftime({today} + cast(n as int), '%m-%d')"
        " or (strftime(birthday, '%m-%d') = '02-29' and strftime({today} + cast(n as int), '%m-%d') = '02-28'"
        " and strftime({today} + cast(n as int) + 1, '%m-%d') = '03-01')",
    "probe_birthday_month": "select id from customer where month(birthday) = month({today}) and day(birthday) != day({today})",
    "probe_aged": "select id from customer where date_sub('year', birthday, {today}) between 30 and 45",
}

# The mapping of 25 cells as it is copied: expressions over recency and frequency score.
RFM25 = {
    "hibernating": "[1-2][1-2]", "at_risk": "[1-2][3-4]", "cannot_lose_them": "[1-2]5", "about_to_sleep": "3[1-2]",
    "need_attention": "33", "loyal_customers": "[3-4][4-5]", "promising": "41", "new_customers": "51",
    "potential_loyalists": "[4-5][2-3]", "champions": "5[4-5]",
}
for name, expression in RFM25.items():
    CUSTOMERS["rfm25_v1_" + name] = f"select id from s where regexp_full_match(r || '' || f, '{expression}')"

PRODUCTS = {
    "products_in_stock": "select sku from product where stock > 0",
    "products_sold_out": "select sku from p where stock < 1 and last_at >= ago(30)",
    "products_running_out": "select sku from p where stock > 0 and u30 > 0 and stock * 30 < 14 * u30",
    "products_selling_again":
        "select sku from p where stock > 0 and last_at >= ago(7) and first_at < ago(37) and sku not in "
        "(select item from sale where bought_at >= ago(37) and bought_at < ago(7))",
    "products_best_sellers":
        "select sku from (select sku, rank() over (partition by category order by u30 desc) as k from p where u30 > 0) where k <= 10",
    "products_established": "select sku from p where stock > 0 and first_at < ago(90)",
    "products_slow_movers":
        "select sku from (select sku, rank() over (order by u90) - 1 as below, count(*) over () as n from p "
        "where stock > 0 and first_at < ago(90)) where below * 5 < n",
    "products_dead_stock": "select sku from p where stock > 0 and last_at < ago(180)",
    "products_never_sold": "select sku from p where stock > 0 and lines = 0",
    "products_reduced": "select sku from p where price * 10 <= list_price * 9",
    "products_price_drop":
        "select sku from p join (select item, median(cast(amount as double) / quantity) as paid from sale "
        "where bought_at >= ago(90) group by item) on item = sku where price * 10 <= cast(paid as decimal(18,6)) * 9",
    "probe_velocity": "select sku from p where u30 >= 45",
    "probe_not_sold": "select sku from product except select item from sale where bought_at >= ago(120)",
}
