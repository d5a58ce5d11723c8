-- One row per dimension of mart_contact_month that does not hold as many contacts as there are
select
    dimension,
    sum(contacts) as found
from mart_contact_month
group by dimension
having sum(contacts) <> (select sum(contacts) from fct_contact)
