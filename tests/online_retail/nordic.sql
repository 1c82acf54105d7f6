select id from customer where country in ('Denmark', 'Finland', 'Iceland', 'Norway', 'Sweden') order by id
