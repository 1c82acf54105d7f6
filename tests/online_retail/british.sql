select id from customer where country = 'United Kingdom' order by id
