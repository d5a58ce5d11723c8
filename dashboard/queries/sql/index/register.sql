-- One row per tree of the index: from when, who set the weights, and why they were changed within their year.
select
    tree_from,
    source,
    is_default,
    amended_because
from reg_index
order by tree_from
